// Another translation unit of the program: it launches a kernel of the first.
#include FACADE

void block_sums(const int *in, int *out);

int second_unit() {
    int *in = nullptr, *out = nullptr, sum = 0;
    uwMalloc(&in, 16 * sizeof(int));
    uwMalloc(&out, sizeof(int));
    int values[16] = {40, 2};
    uwMemcpy(in, values, sizeof values, uwMemcpyHostToDevice);
    (uwConfigure(1, 16, sizeof values), block_sums(in, out));
    uwMemcpy(&sum, out, sizeof sum, uwMemcpyDeviceToHost);
    uwFree(in);
    uwFree(out);
    return sum;
}
