/* C as compilers take it with warnings: types and declarations are left out. */
tally(values, n)
const int *values;
int n;
{
    int i, sum = strlen("abc");
    for (i = 0; i < n; i++) sum += values[i];
    return sum;
}
