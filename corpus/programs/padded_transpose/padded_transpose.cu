// Out-of-place transposes of a rectangular matrix: naive, and through a shared tile with one padding column.
#include <cstdlib>
#include <iostream>
#include <vector>
#include <cuda_runtime.h>

constexpr int TileDim = 32;
constexpr int BlockRows = 8;

static void check(cudaError_t status, const char* what) {
	if (status == cudaSuccess)
		return;
	std::cerr << what << " failed: " << cudaGetErrorString(status) << std::endl;
	std::exit(2);
}

__global__ void transposeNaive(int* out, const int* in, int width, int height) {
	int x = blockIdx.x * TileDim + threadIdx.x;
	int y = blockIdx.y * TileDim + threadIdx.y;
	for (int j = 0; j < TileDim; j += BlockRows) {
		if (x < width && y + j < height)
			out[x * height + (y + j)] = in[(y + j) * width + x];
	}
}

__global__ void transposePadded(int* out, const int* in, int width, int height) {
	__shared__ int tile[TileDim][TileDim + 1];	// the extra column keeps the banks apart

	int x = blockIdx.x * TileDim + threadIdx.x;
	int y = blockIdx.y * TileDim + threadIdx.y;
	for (int j = 0; j < TileDim; j += BlockRows)
		if (x < width && y + j < height)
			tile[threadIdx.y + j][threadIdx.x] = in[(y + j) * width + x];

	__syncthreads();

	x = blockIdx.y * TileDim + threadIdx.x;		// block offsets swapped
	y = blockIdx.x * TileDim + threadIdx.y;
	for (int j = 0; j < TileDim; j += BlockRows)
		if (x < height && y + j < width)
			out[(y + j) * height + x] = tile[threadIdx.x][threadIdx.y + j];
}

// padded_transpose [width height [rounds]]
int main(int argc, char** argv) {
	const int width = argc > 2 ? std::atoi(argv[1]) : 200, height = argc > 2 ? std::atoi(argv[2]) : 137;
	const int rounds = argc > 3 ? std::atoi(argv[3]) : 1;
	const size_t count = size_t(width) * height;
	const size_t bytes = count * sizeof(int);

	std::vector<int> source(count), result(count);
	for (size_t i = 0; i < count; i++)
		source[i] = int(i * 2654435761u >> 4);

	int *in, *out;
	check(cudaMalloc(&in, bytes), "cudaMalloc(in)");
	check(cudaMalloc(&out, bytes), "cudaMalloc(out)");
	check(cudaMemcpy(in, source.data(), bytes, cudaMemcpyHostToDevice), "copy in");

	dim3 threads(TileDim, BlockRows, 1);
	dim3 blocks((width + TileDim - 1) / TileDim, (height + TileDim - 1) / TileDim, 1);

	int failures = 0;
	for (int variant = 0; variant < 2; variant++) {
		check(cudaMemset(out, 0xff, bytes), "cudaMemset");
		for (int round = 0; round < rounds; round++) {
			if (variant == 0)
				transposeNaive<<<blocks, threads>>>(out, in, width, height);
			else
				transposePadded<<<blocks, threads>>>(out, in, width, height);
		}
		check(cudaGetLastError(), "launch");
		check(cudaDeviceSynchronize(), "kernel");
		check(cudaMemcpy(result.data(), out, bytes, cudaMemcpyDeviceToHost), "copy out");

		int wrong = 0;
		for (int r = 0; r < height; r++)
			for (int c = 0; c < width; c++)
				if (result[size_t(c) * height + r] != source[size_t(r) * width + c])
					wrong++;
		std::cout << (variant == 0 ? "naive" : "padded") << ": " << count - wrong << " of " << count << " right\n";
		failures += wrong;
	}

	cudaFree(in);
	cudaFree(out);

	if (failures) {
		std::cout << "FAIL " << failures << " elements out of place" << std::endl;
		return 1;
	}
	std::cout << "PASS" << std::endl;
	return 0;
}
