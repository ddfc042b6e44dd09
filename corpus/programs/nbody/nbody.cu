// All-pairs gravitation with float4 bodies (x, y, z, mass), a shared tile of positions and leapfrog steps.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <cuda_runtime.h>

#define SOFTENING 0.01f
#define TPB 64

__host__ __device__ inline float3 operator+(const float3 &a, const float3 &b)
{ return make_float3(a.x + b.x, a.y + b.y, a.z + b.z); }

__host__ __device__ inline float3 operator*(float s, float3 a)
{ return make_float3(s * a.x, s * a.y, s * a.z); }

__device__ float3 bodyBodyInteraction(float4 bi, float4 bj, float3 ai)
{
    float3 r;
    r.x = bj.x - bi.x;
    r.y = bj.y - bi.y;
    r.z = bj.z - bi.z;
    float distSqr = r.x * r.x + r.y * r.y + r.z * r.z + SOFTENING;
    float inv = rsqrtf(distSqr);
    float s = bj.w * inv * inv * inv;
    return ai + s * r;
}

__device__ float3 tileForces(float4 mine, const float4 *tile, int count, float3 acc)
{
    for (int j = 0; j < count; j++)
        acc = bodyBodyInteraction(mine, tile[j], acc);
    return acc;
}

__global__ void integrate(const float4 *oldPos, float4 *newPos, float4 *vel, int n, float dt)
{
    extern __shared__ float4 shPosition[];

    int gtid = blockIdx.x * blockDim.x + threadIdx.x;
    bool alive = gtid < n;
    float4 position = alive ? oldPos[gtid] : make_float4(0.f, 0.f, 0.f, 0.f);
    float3 acc = {0.0f, 0.0f, 0.0f};

    for (int start = 0; start < n; start += blockDim.x) {
        int j = start + threadIdx.x;
        if (j < n) shPosition[threadIdx.x] = oldPos[j];
        __syncthreads();
        acc = tileForces(position, shPosition, min((int)blockDim.x, n - start), acc);
        __syncthreads();
    }

    if (!alive) return;
    float4 v = vel[gtid];
    float3 dv = dt * acc;
    v.x += dv.x, v.y += dv.y, v.z += dv.z;
    v.w = sqrtf(v.x * v.x + v.y * v.y + v.z * v.z);     // the speed
    float3 p = make_float3(position.x, position.y, position.z) + dt * make_float3(v.x, v.y, v.z);
    vel[gtid] = v;
    newPos[gtid] = make_float4(p.x, p.y, p.z, position.w);
}

struct Body { double x, y, z, m, vx, vy, vz; };

static void stepOnHost(std::vector<Body> &bodies, double dt)
{
    std::vector<Body> next = bodies;
    for (size_t i = 0; i < bodies.size(); i++) {
        double ax = 0, ay = 0, az = 0;
        for (size_t j = 0; j < bodies.size(); j++) {
            double dx = bodies[j].x - bodies[i].x, dy = bodies[j].y - bodies[i].y, dz = bodies[j].z - bodies[i].z;
            double inv = 1.0 / std::sqrt(dx * dx + dy * dy + dz * dz + SOFTENING);
            double s = bodies[j].m * inv * inv * inv;
            ax += s * dx; ay += s * dy; az += s * dz;
        }
        next[i].vx += dt * ax; next[i].vy += dt * ay; next[i].vz += dt * az;
        next[i].x += dt * next[i].vx; next[i].y += dt * next[i].vy; next[i].z += dt * next[i].vz;
    }
    bodies.swap(next);
}

// nbody [bodies [steps]]
int main(int argc, char **argv)
{
    const int n = argc > 1 ? atoi(argv[1]) : 300, steps = argc > 2 ? atoi(argv[2]) : 5;
    const float dt = 0.01f;
    std::vector<float4> pos(n), vel(n);
    std::vector<Body> bodies(n);
    for (int i = 0; i < n; i++) {
        float a = 0.37f * i, r = 1.0f + 0.005f * i;
        pos[i] = make_float4(r * cosf(a), r * sinf(a), 0.1f * (i % 7) - 0.3f, 0.001f * (1 + i % 3));
        vel[i] = make_float4(-0.3f * sinf(a), 0.3f * cosf(a), 0.0f, 0.0f);
        bodies[i] = {pos[i].x, pos[i].y, pos[i].z, pos[i].w, vel[i].x, vel[i].y, vel[i].z};
    }

    float4 *d_pos[2], *d_vel;
    cudaError_t err = cudaSuccess;
    for (int k = 0; k < 2 && err == cudaSuccess; k++) err = cudaMalloc((void **)&d_pos[k], n * sizeof(float4));
    if (err == cudaSuccess) err = cudaMalloc((void **)&d_vel, n * sizeof(float4));
    if (err != cudaSuccess) {
        fprintf(stderr, "no memory: %s\n", cudaGetErrorString(err));
        return 1;
    }
    cudaMemcpy(d_pos[0], pos.data(), n * sizeof(float4), cudaMemcpyHostToDevice);
    cudaMemcpy(d_vel, vel.data(), n * sizeof(float4), cudaMemcpyHostToDevice);

    int current = 0;
    for (int s = 0; s < steps; s++) {
        integrate<<<(n + TPB - 1) / TPB, TPB, TPB * sizeof(float4)>>>(d_pos[current], d_pos[1 - current], d_vel, n, dt);
        current = 1 - current;
        stepOnHost(bodies, dt);
    }
    if ((err = cudaDeviceSynchronize()) != cudaSuccess) {
        printf("FAIL: %s\n", cudaGetErrorString(err));
        return 1;
    }
    cudaMemcpy(pos.data(), d_pos[current], n * sizeof(float4), cudaMemcpyDeviceToHost);
    cudaMemcpy(vel.data(), d_vel, n * sizeof(float4), cudaMemcpyDeviceToHost);
    cudaFree(d_pos[0]);
    cudaFree(d_pos[1]);
    cudaFree(d_vel);

    double worst = 0.0, energy = 0.0;
    for (int i = 0; i < n; i++) {
        const Body &b = bodies[i];
        double e = std::fabs(pos[i].x - b.x) + std::fabs(pos[i].y - b.y) + std::fabs(pos[i].z - b.z)
                 + std::fabs(vel[i].w - std::sqrt(b.vx * b.vx + b.vy * b.vy + b.vz * b.vz));
        if (!(e <= worst)) worst = e;
        energy += 0.5 * pos[i].w * vel[i].w * vel[i].w;
    }
    printf("%d bodies, %d steps, kinetic energy %.4f\n", n, steps, energy);

    // single precision, and rsqrtf is only good to two units: about 1e-6 of forces of order one, times dt and steps
    if (worst < 1e-5) {
        printf("PASS\n");
        return 0;
    }
    printf("FAIL: positions differ by %g\n", worst);
    return 1;
}
