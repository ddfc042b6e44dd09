// Pairs of a query turned by angles that grow with the position.

__global__ void rotary_embedding(float *queries, const int *positions, int tokens, int heads, int width) {
  const int token = blockIdx.x;
  const int half = width / 2;
  for (int i = threadIdx.x; i < heads * half; i += blockDim.x) {
    const int head = i / half, pair = i % half;
    float *q = queries + ((size_t)token * heads + head) * width;
    const float frequency = powf(10000.0f, -2.0f * pair / width);
    float sine, cosine;
    sincosf(positions[token] * frequency, &sine, &cosine);
    const float a = q[pair], b = q[pair + half];
    q[pair] = a * cosine - b * sine;
    q[pair + half] = a * sine + b * cosine;
  }
}
