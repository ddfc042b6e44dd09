// Particles in a box, advanced by one step of symplectic Euler and thrown back by the walls.

struct Particle {
  float3 position;
  float3 velocity;
  int bounces;
};

struct Box {
  float low;
  float high;
  float damping;
};

__device__ void advance(float &position, float &velocity, int &bounces, const Box &box, float step) {
  position += velocity * step;
  if (position < box.low) {
    position = box.low + (box.low - position);
    velocity = -velocity * box.damping;
    ++bounces;
  } else if (position > box.high) {
    position = box.high - (position - box.high);
    velocity = -velocity * box.damping;
    ++bounces;
  }
}

__global__ void particle_step(Particle *particles, Box box, float gravity, float step, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  Particle p = particles[i];
  p.velocity.y -= gravity * step;
  advance(p.position.x, p.velocity.x, p.bounces, box, step);
  advance(p.position.y, p.velocity.y, p.bounces, box, step);
  advance(p.position.z, p.velocity.z, p.bounces, box, step);
  particles[i] = p;
}
