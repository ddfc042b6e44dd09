/* Breadth-first search with explicit frontiers (atomicCAS claims a vertex), and connected components by label
   propagation (atomicMin), on a random graph in adjacency lists. */

#include <queue>
#include <vector>
#include <cstdio>
#include <cstdlib>
#include <cuda_runtime.h>

#define UNVISITED (-1)
#define BLOCK_SIZE 128
#define QUEUE_SIZE 32           /* of a block; what does not fit goes to the global queue at once */

struct Graph
{
    int vertices;
    int edges;
    int *first;                 /* vertices + 1 */
    int *target;                /* edges */
};

cudaError_t upload(const Graph *host, Graph *device)
{
    cudaError_t status;
    device->vertices = host->vertices;
    device->edges = host->edges;
    status = cudaMalloc((void **)&device->first, (host->vertices + 1) * sizeof(int));
    if (status != cudaSuccess) return status;
    status = cudaMalloc((void **)&device->target, host->edges * sizeof(int));
    if (status != cudaSuccess) return status;
    status = cudaMemcpy(device->first, host->first, (host->vertices + 1) * sizeof(int), cudaMemcpyHostToDevice);
    if (status != cudaSuccess) return status;
    return cudaMemcpy(device->target, host->target, host->edges * sizeof(int), cudaMemcpyHostToDevice);
}

__global__ void expand(Graph g, const int *frontier, int size, int *level, int depth, int *next, int *next_size)
{
    __shared__ int queue[QUEUE_SIZE];
    __shared__ int queued, base;

    if (threadIdx.x == 0)
        queued = 0;
    __syncthreads();

    int k = blockIdx.x * blockDim.x + threadIdx.x;
    if (k < size) {
        int v = frontier[k];
        for (int e = g.first[v]; e < g.first[v + 1]; e++) {
            int w = g.target[e];
            if (level[w] != UNVISITED)
                continue;
            if (atomicCAS(&level[w], UNVISITED, depth) != UNVISITED)
                continue;       /* another thread was faster */
            int place = atomicAdd(&queued, 1);
            if (place < QUEUE_SIZE)
                queue[place] = w;
            else
                next[atomicAdd(next_size, 1)] = w;
        }
    }
    __syncthreads();

    int local = min(queued, QUEUE_SIZE);
    if (threadIdx.x == 0)
        base = atomicAdd(next_size, local);
    __syncthreads();
    for (int i = threadIdx.x; i < local; i += blockDim.x)
        next[base + i] = queue[i];
}

__global__ void init_labels(int *label, int n)
{
    int v = blockIdx.x * blockDim.x + threadIdx.x;
    if (v < n) label[v] = v;
}

__global__ void propagate(Graph g, int *label, int *changed)
{
    int v = blockIdx.x * blockDim.x + threadIdx.x;
    if (v >= g.vertices) return;
    int mine = label[v];
    for (int e = g.first[v]; e < g.first[v + 1]; ++e) {
        if (mine < atomicMin(&label[g.target[e]], mine))
            *changed = 1;       /* all write the same */
    }
}

#define TRY(call) if ((status = call) != cudaSuccess) goto error

int main()
{
    const int vertices = 3000, root = 17;
    std::vector<std::vector<int>> neighbours(vertices);
    unsigned int seed = 20240501u;
    for (int i = 0; i < 3500; i++) {
        seed = seed * 1664525u + 1013904223u;
        int a = (seed >> 8) % vertices;
        seed = seed * 1664525u + 1013904223u;
        int b = (seed >> 8) % vertices;
        if (i % 8 == 0) b = root;       /* a hub, so that frontiers overflow a block's queue */
        if (a != b) {
            neighbours[a].push_back(b);
            neighbours[b].push_back(a);
        }
    }
    std::vector<int> first(1, 0), target;
    for (auto &list : neighbours) {
        target.insert(target.end(), list.begin(), list.end());
        first.push_back(target.size());
    }
    Graph host = {vertices, (int)target.size(), first.data(), target.data()}, device = {0, 0, NULL, NULL};

    /* on the host */
    std::vector<int> want(vertices, UNVISITED), component(vertices, -1);
    std::queue<int> todo;
    want[root] = 0;
    todo.push(root);
    while (!todo.empty()) {
        int v = todo.front();
        todo.pop();
        for (int w : neighbours[v])
            if (want[w] == UNVISITED) {
                want[w] = want[v] + 1;
                todo.push(w);
            }
    }
    int components = 0;
    for (int s = 0; s < vertices; s++) {
        if (component[s] >= 0) continue;
        components++;
        component[s] = s;
        todo.push(s);
        while (!todo.empty()) {
            int v = todo.front();
            todo.pop();
            for (int w : neighbours[v])
                if (component[w] < 0) {
                    component[w] = s;
                    todo.push(w);
                }
        }
    }

    /* on the device */
    cudaError_t status;
    int *level = NULL, *frontier = NULL, *next = NULL, *next_size = NULL;
    int size = 1, depth = 0, widest = 1, reached = 1, rounds = 0, changed = 1, wrong = 0, zero = 0;
    std::vector<int> got(vertices, -5), labels(vertices, -5);

    TRY(upload(&host, &device));
    TRY(cudaMalloc((void **)&level, vertices * sizeof(int)));
    TRY(cudaMalloc((void **)&frontier, vertices * sizeof(int)));
    TRY(cudaMalloc((void **)&next, vertices * sizeof(int)));
    TRY(cudaMalloc((void **)&next_size, sizeof(int)));
    TRY(cudaMemset(level, 0xff, vertices * sizeof(int)));
    TRY(cudaMemcpy(level + root, &zero, sizeof(int), cudaMemcpyHostToDevice));
    TRY(cudaMemcpy(frontier, &root, sizeof(int), cudaMemcpyHostToDevice));

    while (size > 0) {
        TRY(cudaMemset(next_size, 0, sizeof(int)));
        expand<<<(size + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(device, frontier, size, level, ++depth, next, next_size);
        TRY(cudaGetLastError());
        TRY(cudaMemcpy(&size, next_size, sizeof(int), cudaMemcpyDeviceToHost));
        reached += size;
        if (size > widest) widest = size;
        int *t = frontier; frontier = next; next = t;
    }
    TRY(cudaMemcpy(got.data(), level, vertices * sizeof(int), cudaMemcpyDeviceToHost));

    init_labels<<<(vertices + 255) / 256, 256>>>(level, vertices);
    while (changed) {
        TRY(cudaMemset(next_size, 0, sizeof(int)));
        propagate<<<(vertices + 255) / 256, 256>>>(device, level, next_size);
        TRY(cudaMemcpy(&changed, next_size, sizeof(int), cudaMemcpyDeviceToHost));
        rounds++;
    }
    TRY(cudaMemcpy(labels.data(), level, vertices * sizeof(int), cudaMemcpyDeviceToHost));

    for (int v = 0; v < vertices; v++)
        wrong += (got[v] != want[v]) + (labels[v] != component[v]);
    printf("%d of %d vertices reached in %d levels, widest %d; %d components\n", reached, vertices, depth - 1, widest, components);

    cudaFree(device.first);
    cudaFree(device.target);
    cudaFree(level);
    cudaFree(frontier);
    cudaFree(next);
    cudaFree(next_size);
    if (rounds < 1 || wrong) {
        printf("FAIL: %d vertices\n", wrong);
        return 1;
    }
    printf("PASS\n");
    return 0;

error:
    printf("FAIL: %s\n", cudaGetErrorString(status));
    return 1;
}
