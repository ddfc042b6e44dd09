// A header that is device code in one file and host code in another.
#include <cstdio>
#include <thread>
#include <vector>

#include "ranges.h"

int sum_on_host(const int *values, int count) {
    std::atomic<int> sum(0);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++) {
        threads.emplace_back([=, &sum] {
            Ranges mine = share(count, t, 4);
            for (int i = mine.first; i < mine.end; i += mine.step) add(&sum, values[i]);
        });
    }
    for (std::thread &thread : threads) thread.join();
    return sum;
}

int main() {
    std::vector<int> values(1000);
    for (int i = 0; i < 1000; i++) values[i] = i % 17 - 5;
    int expected = 0;
    for (int value : values) expected += value;
    int host = sum_on_host(values.data(), 1000), device = sum_on_device(values.data(), 1000);
    if (host != expected || device != expected) {
        std::printf("%d on the host and %d on the device, not %d\n", host, device, expected);
        return 1;
    }
    std::printf("PASS\n");
    return 0;
}
