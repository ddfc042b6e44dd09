// Stream compaction with warp votes: each warp counts its survivors with a ballot, a lane's place is the number of set
// bits below it. Two forms: order kept (block offsets from a first pass) and order free (one atomic for each warp).

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define FULL_MASK 0xffffffffu
#define WARPS_PER_BLOCK 4
#define BLOCK (32 * WARPS_PER_BLOCK)

#define cudaSafeCall(err) __cudaSafeCall(err, __FILE__, __LINE__)

inline void __cudaSafeCall(cudaError err, const char *file, const int line)
{
	if (cudaSuccess != err) {
		fprintf(stderr, "cudaSafeCall() failed at %s:%i : %s\n", file, line, cudaGetErrorString(err));
		exit(-1);
	}
}

struct Particle {
	float x, y;
	int id;
	short kind;
};

__device__ __forceinline__ bool survives(const Particle &p)
{
	return p.kind != 0 && p.x * p.x + p.y * p.y < 1.0f;
}

__device__ __forceinline__ unsigned lanemask_lt()
{
	return (1u << (threadIdx.x % 32)) - 1u;
}

__global__ void count_survivors(const Particle *in, int n, int *block_counts)
{
	__shared__ int warp_counts[WARPS_PER_BLOCK];
	int i = blockIdx.x * BLOCK + threadIdx.x;
	bool keep = i < n && survives(in[i]);
	unsigned votes = __ballot_sync(FULL_MASK, keep);
	if (threadIdx.x % 32 == 0)
		warp_counts[threadIdx.x / 32] = __popc(votes);
	__syncthreads();
	if (threadIdx.x == 0) {
		int sum = 0;
		for (int w = 0; w < WARPS_PER_BLOCK; w++)
			sum += warp_counts[w];
		block_counts[blockIdx.x] = sum;
	}
}

__global__ void compact_ordered(const Particle *in, int n, const int *block_offsets, Particle *out)
{
	__shared__ int warp_offsets[WARPS_PER_BLOCK + 1];
	const int warp = threadIdx.x / 32, i = blockIdx.x * BLOCK + threadIdx.x;

	const bool keep = i < n ? survives(in[i]) : false;
	const unsigned votes = __ballot_sync(FULL_MASK, keep);
	if (threadIdx.x % 32 == 0)
		warp_offsets[warp + 1] = __popc(votes);
	if (threadIdx.x == 0)
		warp_offsets[0] = block_offsets[blockIdx.x];
	__syncthreads();
	if (threadIdx.x == 0)
		for (int w = 1; w <= WARPS_PER_BLOCK; w++)
			warp_offsets[w] += warp_offsets[w - 1];
	__syncthreads();

	if (keep)
		out[warp_offsets[warp] + __popc(votes & lanemask_lt())] = in[i];
}

__global__ void compact_atomic(const Particle *in, int n, int *counter, int *ids)
{
	int i = blockIdx.x * blockDim.x + threadIdx.x;
	bool keep = i < n && survives(in[i]);
	unsigned votes = __ballot_sync(FULL_MASK, keep);
	if (votes == 0)
		return;                                 // uniform in the warp

	int leader = __ffs(votes) - 1;
	int base = 0;
	if ((int)(threadIdx.x & 31) == leader)
		base = atomicAdd(counter, __popc(votes));
	base = __shfl_sync(FULL_MASK, base, leader);
	if (keep)
		ids[base + __popc(votes & lanemask_lt())] = in[i].id;
}

int main()
{
	const int n = 10007;
	std::vector<Particle> particles(n);
	for (int i = 0; i < n; i++) {
		particles[i].x = (float)(i * 7 % 256) / 128.0f - 1.0f;          // exact, and so are the squares' sums
		particles[i].y = (float)(i * 11 % 512) / 256.0f - 1.0f;
		particles[i].id = i;
		particles[i].kind = (short)(i % 5 - 1);
	}
	particles[n - 1].x = particles[n - 1].y = 0.0f;
	particles[n - 1].kind = 3;

	std::vector<int> expected;
	for (const Particle &p : particles)
		if (p.kind != 0 && p.x * p.x + p.y * p.y < 1.0f)
			expected.push_back(p.id);

	const int blocks = (n + BLOCK - 1) / BLOCK;
	Particle *d_in, *d_out;
	int *d_counts, *d_ids, *d_counter;
	cudaSafeCall(cudaMalloc((void **)&d_in, n * sizeof(Particle)));
	cudaSafeCall(cudaMalloc((void **)&d_out, n * sizeof(Particle)));
	cudaSafeCall(cudaMalloc((void **)&d_counts, blocks * sizeof(int)));
	cudaSafeCall(cudaMalloc((void **)&d_ids, n * sizeof(int)));
	cudaSafeCall(cudaMalloc((void **)&d_counter, sizeof(int)));
	cudaSafeCall(cudaMemcpy(d_in, particles.data(), n * sizeof(Particle), cudaMemcpyHostToDevice));
	cudaSafeCall(cudaMemset(d_counter, 0, sizeof(int)));

	count_survivors<<<blocks, BLOCK>>>(d_in, n, d_counts);
	cudaSafeCall(cudaGetLastError());
	std::vector<int> offsets(blocks);
	cudaSafeCall(cudaMemcpy(offsets.data(), d_counts, blocks * sizeof(int), cudaMemcpyDeviceToHost));
	int total = 0;
	for (int &o : offsets) {
		int count = o;
		o = total;
		total += count;
	}
	cudaSafeCall(cudaMemcpy(d_counts, offsets.data(), blocks * sizeof(int), cudaMemcpyHostToDevice));
	compact_ordered<<<blocks, BLOCK>>>(d_in, n, d_counts, d_out);
	cudaSafeCall(cudaGetLastError());
	compact_atomic<<<(n + 63) / 64, 64>>>(d_in, n, d_counter, d_ids);
	cudaSafeCall(cudaGetLastError());
	cudaSafeCall(cudaDeviceSynchronize());

	bool ok = total == (int)expected.size();
	if (ok) {
		std::vector<Particle> kept(total);
		cudaSafeCall(cudaMemcpy(kept.data(), d_out, total * sizeof(Particle), cudaMemcpyDeviceToHost));
		for (int k = 0; k < total; k++) {
			const Particle &a = kept[k], &b = particles[expected[k]];
			ok = ok && a.id == b.id && a.x == b.x && a.y == b.y && a.kind == b.kind;
		}
	}
	int counter = -1;
	cudaSafeCall(cudaMemcpy(&counter, d_counter, sizeof(int), cudaMemcpyDeviceToHost));
	if (counter == (int)expected.size()) {
		std::vector<int> ids(counter);
		cudaSafeCall(cudaMemcpy(ids.data(), d_ids, counter * sizeof(int), cudaMemcpyDeviceToHost));
		std::sort(ids.begin(), ids.end());
		ok = ok && ids == expected;
	} else {
		ok = false;
	}

	cudaSafeCall(cudaFree(d_in));
	cudaSafeCall(cudaFree(d_out));
	cudaSafeCall(cudaFree(d_counts));
	cudaSafeCall(cudaFree(d_ids));
	cudaSafeCall(cudaFree(d_counter));

	printf("%d of %d kept (ordered %d, atomic %d)\n", (int)expected.size(), n, total, counter);
	printf("%s\n", ok ? "PASS" : "FAIL");
	return ok ? 0 : 1;
}
