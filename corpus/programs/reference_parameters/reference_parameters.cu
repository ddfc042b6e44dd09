// Kernels whose parameters are references to managed memory: the object is reached, not copied.
#include <cstdio>

struct Account {
    int balance;
    int history[4];
};

__global__ void book(Account &account, const int &amount, int entries) {
    const int i = threadIdx.x;
    if (i < entries) account.history[i] = amount * (i + 1);
    __syncthreads();
    if (i == 0) {
        for (int k = 0; k < entries; ++k) account.balance += account.history[k];
    }
}

template <typename T>
__global__ void scale(T &value, T factor) {
    value *= factor;
}

#define MUST(call)                                                                      \
    do {                                                                                \
        const cudaError_t status = (call);                                              \
        if (status != cudaSuccess) {                                                    \
            std::printf("FAIL: line %d: %s\n", __LINE__, cudaGetErrorString(status));   \
            return 1;                                                                   \
        }                                                                               \
    } while (0)

int main() {
    Account *account = nullptr;
    int *amount = nullptr;
    double *rate = nullptr;
    MUST(cudaMallocManaged(&account, sizeof(Account)));
    MUST(cudaMallocManaged(&amount, sizeof(int)));
    MUST(cudaMallocManaged(&rate, sizeof(double)));
    *account = Account{100, {0, 0, 0, 0}};
    *amount = 7;
    *rate = 1.25;
    book<<<1, 32>>>(*account, *amount, 4);
    scale<<<1, 1>>>(*rate, 2.0);
    MUST(cudaGetLastError());
    MUST(cudaDeviceSynchronize());
    const bool right = account->balance == 170 && account->history[3] == 28 && *rate == 2.5;
    std::printf("balance %d, rate %.2f\n", account->balance, *rate);
    std::puts(right ? "PASS" : "FAIL");
    MUST(cudaFree(account));
    MUST(cudaFree(amount));
    MUST(cudaFree(rate));
    return right ? 0 : 1;
}
