static const uwProgram uw_program(__FILE__, "facade.cl");
static const uwKernelRegistration uw_kernel_0((const void *)(void (*)(float *, float, int))&kernels::scale<float, 256>, uw_program, {uwParam::pointer(), uwParam::value(sizeof(float)), uwParam::value(sizeof(int))}, {{uwNative, "facade_scale", {}}});
static const uwKernelRegistration uw_kernel_1((const void *)(void (*)(Pair, int))&through_pair, uw_program, {uwParam::value(sizeof(Pair)), uwParam::value(sizeof(int))}, {{uwNative, "facade_through_pair", {}}});
static const uwKernelRegistration uw_kernel_2((const void *)(void (*)(const int *, int *))&block_sums, uw_program, {uwParam::pointer(), uwParam::pointer()}, {{uwSubGroups, "facade_block_sums", {uwHidden::shared()}}, {uwSerial, "facade_block_sums_serial", {uwHidden::shared(), uwHidden::block()}}});
static const uwKernelRegistration uw_kernel_3((const void *)(void (*)(float *))&use_symbols, uw_program, {uwParam::pointer()}, {{uwNative, "facade_use_symbols", {uwHidden::variable(&table), uwHidden::variable(&counter), uwHidden::variable(&managed_total)}}});
static const uwSymbolRegistration uw_symbol_0(&table, sizeof table);
static const uwSymbolRegistration uw_symbol_1(&counter, sizeof counter);
static const uwManagedRegistration uw_managed_0(&managed_total, sizeof managed_total);
