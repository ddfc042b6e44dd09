// A step of Adam on parameters, moments and gradients; a structure of pointers goes by value.

struct Tensors {
  float *parameters;
  const float *gradients;
  float *first;
  float *second;
  int count;
};

__global__ void adam_step(Tensors t, float rate, float beta1, float beta2, float epsilon, float decay, float correction1, float correction2) {
  const int stride = blockDim.x * gridDim.x;
  for (int i = threadIdx.x + blockIdx.x * blockDim.x; i < t.count; i += stride) {
    const float g = t.gradients[i];
    const float m = t.first[i] = fmaf(beta1, t.first[i], (1.0f - beta1) * g);
    const float v = t.second[i] = fmaf(beta2, t.second[i], (1.0f - beta2) * g * g);
    const float step = (m / correction1) / (sqrtf(v / correction2) + epsilon);
    t.parameters[i] -= rate * (step + decay * t.parameters[i]);
  }
}
