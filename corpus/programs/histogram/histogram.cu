// Byte histogram: once with global atomics only, once privatised in shared memory.

#include <stdio.h>
#include <string.h>
#include <stdlib.h>

#define NUM_BINS  256
#define BLOCKS    24
#define THREADS   128

static void HandleError( cudaError_t err, const char *file, int line ) {
    if (err != cudaSuccess) {
        printf( "%s in %s at line %d\n", cudaGetErrorString( err ), file, line );
        exit( EXIT_FAILURE );
    }
}
#define HANDLE_ERROR( err ) (HandleError( err, __FILE__, __LINE__ ))

__global__ void histo_global( unsigned char *buffer, long size, unsigned int *histo ) {
    long i = threadIdx.x + blockIdx.x * blockDim.x;
    int stride = blockDim.x * gridDim.x;
    while (i < size) {
        atomicAdd( &histo[buffer[i]], 1 );
        i += stride;
    }
}

__global__ void histo_shared( unsigned char *buffer, long size, unsigned int *histo ) {
    __shared__ unsigned int temp[NUM_BINS];
    for (int b = threadIdx.x; b < NUM_BINS; b += blockDim.x)
        temp[b] = 0;
    __syncthreads();

    long i = threadIdx.x + blockIdx.x * blockDim.x;
    int stride = blockDim.x * gridDim.x;
    while (i < size) {
        atomicAdd( &temp[buffer[i]], 1 );
        i += stride;
    }
    __syncthreads();

    for (int b = threadIdx.x; b < NUM_BINS; b += blockDim.x)
        if (temp[b] != 0)
            atomicAdd( &(histo[b]), temp[b] );
}

static unsigned char *random_bytes( int size ) {
    unsigned char *data = (unsigned char*)malloc( size );
    unsigned int s = 0x9e3779b9u;
    for (int i = 0; i < size; i++) {
        s = s * 1664525u + 1013904223u;
        // two draws, the smaller one: an uneven distribution
        unsigned char a = (unsigned char)(s >> 24), b = (unsigned char)(s >> 16);
        data[i] = a < b ? a : b;
    }
    return data;
}

static int compare( const char *name, const unsigned int *got, const unsigned int *want ) {
    int wrong = 0;
    unsigned long total = 0;
    for (int i = 0; i < NUM_BINS; i++) {
        total += got[i];
        if (got[i] != want[i])
            wrong++;
    }
    printf( "%-6s: %lu bytes counted, bin 0 has %u, bin 255 has %u\n", name, total, got[0], got[NUM_BINS - 1] );
    return wrong;
}

// histogram [bytes [rounds]]
int main( int argc, char **argv ) {
    const int size = argc > 1 ? atoi( argv[1] ) : 100 * 1000 + 17;
    const int rounds = argc > 2 ? atoi( argv[2] ) : 1;
    unsigned char *buffer = random_bytes( size );
    buffer[size - 1] = 255;

    unsigned int want[NUM_BINS], got[NUM_BINS];
    memset( want, 0, sizeof( want ) );
    for (int i = 0; i < size; i++)
        want[buffer[i]]++;

    unsigned char *dev_buffer;
    unsigned int *dev_histo;
    HANDLE_ERROR( cudaMalloc( (void**)&dev_buffer, size ) );
    HANDLE_ERROR( cudaMalloc( (void**)&dev_histo, NUM_BINS * sizeof( unsigned int ) ) );
    HANDLE_ERROR( cudaMemcpy( dev_buffer, buffer, size, cudaMemcpyHostToDevice ) );

    int wrong = 0;

    for (int i = 0; i < rounds; i++) {
        HANDLE_ERROR( cudaMemset( dev_histo, 0, NUM_BINS * sizeof( unsigned int ) ) );
        histo_global<<<BLOCKS,THREADS>>>( dev_buffer, size, dev_histo );
    }
    HANDLE_ERROR( cudaMemcpy( got, dev_histo, sizeof( got ), cudaMemcpyDeviceToHost ) );
    wrong += compare( "global", got, want );

    for (int i = 0; i < rounds; i++) {
        HANDLE_ERROR( cudaMemset( dev_histo, 0, NUM_BINS * sizeof( unsigned int ) ) );
        histo_shared<<<BLOCKS,THREADS>>>( dev_buffer, size, dev_histo );
    }
    HANDLE_ERROR( cudaMemcpy( got, dev_histo, sizeof( got ), cudaMemcpyDeviceToHost ) );
    wrong += compare( "shared", got, want );

    HANDLE_ERROR( cudaFree( dev_buffer ) );
    HANDLE_ERROR( cudaFree( dev_histo ) );
    free( buffer );

    if (wrong != 0) {
        printf( "FAIL: %d bins differ\n", wrong );
        return 1;
    }
    printf( "PASS\n" );
    return 0;
}
