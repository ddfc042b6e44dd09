/* Bitonic sort of keys with their positions: small steps in shared memory, large steps through global memory. */

#include <stdio.h>
#include <stdlib.h>

typedef unsigned int uint;

#define SHARED_SIZE   512u          /* elements that one block sorts */
#define HALF          (SHARED_SIZE / 2)

#define cudaCheckErrors(msg)                                            \
	do {                                                                \
		cudaError_t __err = cudaGetLastError();                         \
		if (__err != cudaSuccess) {                                     \
			fprintf(stderr, "Fatal error: %s (%s at %s:%d)\n",          \
				msg, cudaGetErrorString(__err), __FILE__, __LINE__);    \
			exit(1);                                                    \
		}                                                               \
	} while (0)

__device__ inline void comparator(uint &keyA, uint &valA, uint &keyB, uint &valB, uint dir)
{
	if ((keyA > keyB) == dir) {
		uint t;
		t = keyA; keyA = keyB; keyB = t;
		t = valA; valA = valB; valB = t;
	}
}

/* Sort SHARED_SIZE elements in each block; the odd blocks the other way round */
__global__ void sortShared(uint *keys, uint *vals)
{
	__shared__ uint s_key[SHARED_SIZE];
	__shared__ uint s_val[SHARED_SIZE];

	const uint base = blockIdx.x * SHARED_SIZE + threadIdx.x;
	s_key[threadIdx.x] = keys[base];
	s_val[threadIdx.x] = vals[base];
	s_key[threadIdx.x + HALF] = keys[base + HALF];
	s_val[threadIdx.x + HALF] = vals[base + HALF];

	for (uint size = 2; size < SHARED_SIZE; size <<= 1) {
		uint dir = (threadIdx.x & (size / 2)) != 0;
		for (uint stride = size / 2; stride > 0; stride >>= 1) {
			__syncthreads();
			uint pos = 2 * threadIdx.x - (threadIdx.x & (stride - 1));
			comparator(s_key[pos], s_val[pos], s_key[pos + stride], s_val[pos + stride], dir);
		}
	}

	uint dir = blockIdx.x & 1;
	for (uint stride = HALF; stride > 0; stride >>= 1) {
		__syncthreads();
		uint pos = 2 * threadIdx.x - (threadIdx.x & (stride - 1));
		comparator(s_key[pos], s_val[pos], s_key[pos + stride], s_val[pos + stride], dir);
	}

	__syncthreads();
	keys[base] = s_key[threadIdx.x];
	vals[base] = s_val[threadIdx.x];
	keys[base + HALF] = s_key[threadIdx.x + HALF];
	vals[base + HALF] = s_val[threadIdx.x + HALF];
}

__global__ void mergeGlobal(uint *keys, uint *vals, uint size, uint stride)
{
	uint i = blockIdx.x * blockDim.x + threadIdx.x;
	uint dir = (i & (size / 2)) != 0;
	uint pos = 2 * i - (i & (stride - 1));
	uint keyA = keys[pos], valA = vals[pos];
	uint keyB = keys[pos + stride], valB = vals[pos + stride];

	comparator(keyA, valA, keyB, valB, dir);
	keys[pos] = keyA; vals[pos] = valA;
	keys[pos + stride] = keyB; vals[pos + stride] = valB;
}

__global__ void mergeShared(uint *keys, uint *vals, uint size)
{
	__shared__ uint s_key[SHARED_SIZE], s_val[SHARED_SIZE];
	uint *key = keys + blockIdx.x * SHARED_SIZE, *val = vals + blockIdx.x * SHARED_SIZE;

	for (uint i = threadIdx.x; i < SHARED_SIZE; i += blockDim.x) {
		s_key[i] = key[i];
		s_val[i] = val[i];
	}
	uint i = blockIdx.x * HALF + threadIdx.x;
	uint dir = (i & (size / 2)) != 0;
	for (uint stride = HALF; stride > 0; stride >>= 1) {
		__syncthreads();
		uint pos = 2 * threadIdx.x - (threadIdx.x & (stride - 1));
		comparator(s_key[pos], s_val[pos], s_key[pos + stride], s_val[pos + stride], dir);
	}
	__syncthreads();
	for (uint i = threadIdx.x; i < SHARED_SIZE; i += blockDim.x) {
		key[i] = s_key[i];
		val[i] = s_val[i];
	}
}

static int compareKeys(const void *a, const void *b)
{
	uint x = *(const uint *)a, y = *(const uint *)b;
	return x < y ? -1 : x > y;
}

/* bitonic_sort [keys] */
int main(int argc, char **argv)
{
	const uint count = argc > 1 ? atoi(argv[1]) : 3000;   /* what there is to sort */
	uint n = SHARED_SIZE;              /* the next power of two, filled up with the largest key */
	while (n < count)
		n *= 2;

	uint *keys = (uint *)malloc(n * sizeof(uint));
	uint *vals = (uint *)malloc(n * sizeof(uint));
	uint *sorted = (uint *)malloc(n * sizeof(uint));
	uint *order = (uint *)malloc(n * sizeof(uint));
	uint seed = 2024;
	for (uint i = 0; i < n; i++) {
		seed = seed * 1103515245u + 12345u;
		keys[i] = i < count ? (seed >> 16) % 5000 : 0xffffffffu;   /* with duplicates */
		vals[i] = i;
	}

	uint *d_keys, *d_vals;
	cudaMalloc((void **)&d_keys, n * sizeof(uint));
	cudaMalloc((void **)&d_vals, n * sizeof(uint));
	cudaMemcpy(d_keys, keys, n * sizeof(uint), cudaMemcpyHostToDevice);
	cudaMemcpy(d_vals, vals, n * sizeof(uint), cudaMemcpyHostToDevice);
	cudaCheckErrors("setup");

	/* dir == 1 swaps if A > B, that is, sorts upwards; block 0 has dir 0, so the whole ends downwards */
	sortShared<<<n / SHARED_SIZE, HALF>>>(d_keys, d_vals);
	for (uint size = 2 * SHARED_SIZE; size <= n; size <<= 1)
		for (uint stride = size / 2; stride > 0; stride >>= 1) {
			if (stride >= SHARED_SIZE) {
				mergeGlobal<<<n / 2 / 128, 128>>>(d_keys, d_vals, size, stride);
			} else {
				mergeShared<<<n / SHARED_SIZE, HALF>>>(d_keys, d_vals, size);
				break;
			}
		}
	cudaDeviceSynchronize();
	cudaCheckErrors("kernels");
	cudaMemcpy(sorted, d_keys, n * sizeof(uint), cudaMemcpyDeviceToHost);
	cudaMemcpy(order, d_vals, n * sizeof(uint), cudaMemcpyDeviceToHost);
	cudaFree(d_keys);
	cudaFree(d_vals);
	cudaCheckErrors("results");

	/* compare with the host's sort, and see that every value still belongs to its key */
	uint *expected = (uint *)malloc(n * sizeof(uint));
	for (uint i = 0; i < n; i++)
		expected[i] = keys[i];
	qsort(expected, n, sizeof(uint), compareKeys);

	int wrong = 0;
	unsigned char *seen = (unsigned char *)calloc(n, 1);
	for (uint i = 0; i < n; i++) {
		if (sorted[i] != expected[n - 1 - i])
			wrong++;
		if (order[i] >= n || seen[order[i]] || keys[order[i]] != sorted[i])
			wrong++;
		else
			seen[order[i]] = 1;
	}

	printf("%u keys, largest %u, median %u, smallest %u\n", count, sorted[n - count], sorted[n - count / 2], sorted[n - 1]);
	free(keys); free(vals); free(sorted); free(order); free(expected); free(seen);
	if (wrong) {
		printf("FAIL: %d errors\n", wrong);
		return 1;
	}
	puts("PASS");
	return 0;
}
