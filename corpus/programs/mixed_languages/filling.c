#include "ledger.h"

/* Old C: the result is declared, but nobody uses it and nothing is returned. */
int fill_row(int *row, int columns, int seed) {
    int i;
    for (i = 0; i < columns; i++) row[i] = (seed * 31 + i * 7) % 101;
}

long expected_total(int rows, int columns) {
    int new[COLUMNS]; /* a name that C++ does not allow */
    long total = 0;
    int r, i;
    for (r = 0; r < rows; r++) {
        fill_row(new, columns, r);
        for (i = 0; i < columns; i++) total += (long)new[i] * (new[i] % 8 + 1);
    }
    return total;
}
