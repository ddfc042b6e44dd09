kernel void reduce(global const float *x, global float *out, int n, local float *s) {
  int t = get_local_id(0), i = get_global_id(0);
  s[t] = i < n ? x[i] : 0.0f;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int k = get_local_size(0) / 2; k > 0; k >>= 1) {
    if (t < k) s[t] += s[t + k];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (t == 0) out[get_group_id(0)] = s[0];
}
kernel void increment(global int *p, int n) {
  int i = get_global_id(0);
  if (i < n) p[i] = p[i] * 2 + 1;
}
