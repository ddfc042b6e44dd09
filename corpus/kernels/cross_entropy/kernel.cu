// Losses of rows of logits and their gradients, in place; a label below zero is left out.

__global__ void cross_entropy(float *logits, const int *labels, double *loss, int rows, int classes) {
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= rows) return;
  float *x = logits + row * classes;
  const int label = labels[row];
  if (label < 0) {
    for (int c = 0; c < classes; ++c) x[c] = 0.0f;
    return;
  }
  float largest = x[0];
  for (int c = 1; c < classes; ++c) largest = max(largest, x[c]);
  double sum = 0.0;
  for (int c = 0; c < classes; ++c) sum += exp((double)x[c] - largest);
  loss[row] = log(sum) + largest - x[label];
  for (int c = 0; c < classes; ++c) {
    const double p = exp((double)x[c] - largest) / sum;
    x[c] = (float)(p - (c == label ? 1.0 : 0.0));
  }
}
