// Many jobs, some given at the same time: each part runs once, and all are done when share returns.
#include "unwarp_threads.hpp"

#include <cstdio>
#include <vector>

static bool one_after_the_other(long parts) {
    for (int round = 0; round < 200; round++) {
        std::vector<int> runs((size_t)parts, 0);  // not atomic: each part has its own
        unwarp::workers().share(parts, [&](long part) { runs[(size_t)part]++; });
        for (int count : runs) {
            if (count != 1) return false;
        }
    }
    return true;
}

int main() {
    bool good = unwarp::workers().threads() == 4;
    for (long parts : {0L, 1L, 3L, 100L}) good = one_after_the_other(parts) && good;
    std::atomic<int> failures{0};
    std::vector<std::thread> givers;
    for (int i = 0; i < 3; i++) givers.emplace_back([&] { failures += !one_after_the_other(50); });
    for (std::thread &giver : givers) giver.join();
    std::puts(good && failures == 0 ? "PASS" : "FAIL");
    return good && failures == 0 ? 0 : 1;
}
