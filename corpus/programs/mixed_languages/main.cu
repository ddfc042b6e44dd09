// No name of CUDA's stands in this file; its header has some, and the compiler brings its own.
#include "ledger.h"

#include <cstdio>
#include <vector>

int main() {
    std::vector<int> table(ROWS * COLUMNS);
    for (int r = 0; r < ROWS; ++r) fill_row(table.data() + r * COLUMNS, COLUMNS, r);
    const long total = total_on_device(table.data(), ROWS, COLUMNS), wanted = expected_total(ROWS, COLUMNS);
    std::printf("total %ld, expected %ld\n", total, wanted);
    std::puts(total == wanted ? "PASS" : "FAIL");
    return total == wanted ? 0 : 1;
}
