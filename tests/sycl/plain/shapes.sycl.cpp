// Two-dimensional launches, dynamic shared memory, a template, and arguments that a lambda cannot just capture.
#include <cstdio>
#include <sycl/sycl.hpp>

static sycl::queue q{sycl::property::queue::in_order()};

struct Image {
    int width, height;
    int *pixels;
};

static int offset = 5;

void fill(const sycl::nd_item<2> &item, int *pixels, int width, int height, int base) {
    int x = item.get_global_id(1), y = item.get_global_id(0);
    if (x < width && y < height) pixels[y * width + x] = base + 10 * y + x;
}

template <typename T>
void mirror(const sycl::nd_item<1> &item, int *row, T *pixels, int width) {
    for (int x = item.get_local_id(0); x < width; x += item.get_local_range(0)) row[x] = pixels[item.get_group(0) * width + x];
    sycl::group_barrier(item.get_group());
    for (int x = item.get_local_id(0); x < width; x += item.get_local_range(0)) pixels[item.get_group(0) * width + x] = row[width - 1 - x];
}

static void draw(Image &image) {
    sycl::range<2> block(4, 16);
    sycl::range<2> grid((image.height + block[0] - 1) / block[0], (image.width + block[1] - 1) / block[1]);
    q.parallel_for(sycl::nd_range<2>(grid * block, block),
        [=, pixels = image.pixels, width = image.width, height = image.height, base = offset](sycl::nd_item<2> item) {
            fill(item, pixels, width, height, base);
        });
}

int main() {
    Image image = {37, 11, nullptr};
    image.pixels = sycl::malloc_shared<int>(image.width * image.height, q);
    draw(image);
    q.submit([&](sycl::handler &h) {
        sycl::local_accessor<int, 1> dynamic_shared(image.width, h);
        h.parallel_for(sycl::nd_range<1>(size_t(image.height) * 32, 32),
            [=, pixels = image.pixels, width = image.width](sycl::nd_item<1> item) {
                mirror<int>(item, &dynamic_shared[0], pixels, width);
            });
    });
    q.wait_and_throw();
    int wrong = 0;
    for (int y = 0; y < image.height; y++)
        for (int x = 0; x < image.width; x++)
            wrong += image.pixels[y * image.width + x] != 5 + 10 * y + (image.width - 1 - x);
    draw(image);
    q.wait();
    sycl::free(image.pixels, q);
    puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
