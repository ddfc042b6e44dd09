// Bodies in a field whose device code stands in another file.
#include <cmath>
#include <cstdio>

#include "forces.cuh"

#define COUNT 1000
#define BLOCK 128

static __device__ float scaled(float x) { return 2.0f * x; }

__global__ void move(float *places, float *sums, int *inside, int count, Range<float> range) {
    __shared__ float part[BLOCK];
    int i = blockIdx.x * BLOCK + threadIdx.x;
    part[threadIdx.x] = 0.0f;
    if (i < count) {
        Body body(places[i], 1.0f);
        body.step(0.125f);
        places[i] = body.x;
        part[threadIdx.x] = scaled(body.energy());
        if (holds(range, body.x)) atomicAdd(inside, 1);
    }
    field::sum_block(part, BLOCK);
    if (threadIdx.x == 0) sums[blockIdx.x] = part[0];
}

int main() {
    const int blocks = (COUNT + BLOCK - 1) / BLOCK;
    const float strength[4] = {0.5f, -0.25f, 0.125f, 1.0f}, powers[3] = {1.0f, 0.5f, 0.25f};
    float places[COUNT], right[COUNT], sums[blocks], *d_places, *d_sums;
    int *d_inside, inside = 0, wrong = 0, expected_inside = 0;
    double expected_energy = 0.0, energy = 0.0;
    for (int i = 0; i < COUNT; i++) {
        places[i] = i % 40 * 0.125f;
        float sum = 0.5f * strength[3];
        for (int k = 2; k >= 0; k--) sum = sum * places[i] + strength[k] * powers[1];
        float speed = 1.0f + sum * 0.125f;
        right[i] = places[i] + speed * 0.125f;
        expected_energy += speed * speed;
        expected_inside += 1.0f <= right[i] && right[i] < 3.0f;
    }
    cudaMemcpyToSymbol(field::strength, strength, sizeof strength);
    cudaMalloc(&d_places, sizeof places);
    cudaMalloc(&d_sums, blocks * sizeof(float));
    cudaMalloc(&d_inside, sizeof(int));
    cudaMemset(d_inside, 0, sizeof(int));
    cudaMemcpy(d_places, places, sizeof places, cudaMemcpyHostToDevice);
    move<<<blocks, BLOCK>>>(d_places, d_sums, d_inside, COUNT, Range<float>{1.0f, 3.0f});
    cudaMemcpy(places, d_places, sizeof places, cudaMemcpyDeviceToHost);
    cudaMemcpy(sums, d_sums, blocks * sizeof(float), cudaMemcpyDeviceToHost);
    cudaMemcpy(&inside, d_inside, sizeof(int), cudaMemcpyDeviceToHost);
    unsigned int evaluations = 0;
    cudaMemcpyFromSymbol(&evaluations, field::evaluations, sizeof evaluations);
    cudaDeviceSynchronize();

    for (int i = 0; i < COUNT; i++)
        if (std::fabs(places[i] - right[i]) > 1e-5f && wrong++ < 5)
            printf("places[%d] = %g, expected %g\n", i, places[i], right[i]);
    for (int i = 0; i < blocks; i++) energy += sums[i];
    if (std::fabs(energy - expected_energy) > 1e-4 * expected_energy && ++wrong)
        printf("energy %g, expected %g\n", energy, expected_energy);
    if (inside != expected_inside && ++wrong) printf("%d inside, expected %d\n", inside, expected_inside);
    if (evaluations != COUNT + 3 && ++wrong) printf("%u evaluations, expected %d\n", evaluations, COUNT + 3);
    if (calls_of_holds() != COUNT && ++wrong) printf("%u questions, expected %d\n", calls_of_holds(), COUNT);
    if (largest != 4 && ++wrong) printf("largest %d, expected 4\n", largest);
    cudaFree(d_places);
    cudaFree(d_sums);
    cudaFree(d_inside);
    printf(wrong ? "FAIL\n" : "PASS\n");
    return wrong != 0;
}
