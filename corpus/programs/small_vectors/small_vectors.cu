// A library of small vectors and matrices as such libraries are written: partial specialisations with members defined outside,
// components of several names in anonymous unions, operators made of other operators, copies that are changed at once.
#include <cmath>
#include <cstdio>

#define ANYWHERE __host__ __device__

namespace small {

template <int N, typename T> struct vec;

template <typename T> struct vec<2, T> {
    union { T x, r, s; };
    union { T y, g, t; };
    vec() = default;
    ANYWHERE explicit vec(T all);
    ANYWHERE vec(T first, T second);
    template <typename U> ANYWHERE vec(const vec<2, U> &other);
    ANYWHERE vec &operator=(const vec &other) = default;
    template <typename U> ANYWHERE vec &operator=(const vec<2, U> &other);
    ANYWHERE T &operator[](int i) { return i == 0 ? x : y; }
    ANYWHERE const T &operator[](int i) const { return i == 0 ? x : y; }
    template <typename U> ANYWHERE vec &operator*=(U factor);
    ANYWHERE vec &operator+=(const vec &other);
};

template <typename T> struct vec<3, T> {
    union { T x, r, s; };
    union { T y, g, t; };
    union { T z, b, p; };
    vec() = default;
    ANYWHERE explicit vec(T all);
    ANYWHERE vec(T first, T second, T third);
    ANYWHERE vec(const vec<2, T> &front, T third);
    ANYWHERE vec &operator=(const vec &other) = default;
    ANYWHERE vec &operator+=(const vec &other);
    template <typename U> ANYWHERE vec &operator*=(U factor);
    ANYWHERE vec &operator++();
};

template <typename T> ANYWHERE vec<2, T>::vec(T all) : x(all), y(all) {}
template <typename T> ANYWHERE vec<2, T>::vec(T first, T second) : x(first), y(second) {}
template <typename T> template <typename U>
ANYWHERE vec<2, T>::vec(const vec<2, U> &other) : x(static_cast<T>(other.x)), y(static_cast<T>(other.y)) {}
template <typename T> template <typename V>
ANYWHERE vec<2, T> &vec<2, T>::operator=(const vec<2, V> &other) {
    x = static_cast<T>(other.x) + 100;
    y = static_cast<T>(other.y);
    return *this;
}
template <typename T> template <typename U> ANYWHERE vec<2, T> &vec<2, T>::operator*=(U factor)
{ return *this = vec(static_cast<T>(x * factor), static_cast<T>(y * factor)); }
template <typename T> ANYWHERE vec<2, T> &vec<2, T>::operator+=(const vec &other)
{ return *this = vec<2, T>(x + other.x, y + other.y); }

template <typename T> ANYWHERE vec<3, T>::vec(T all) : x(all), y(all), z(all) {}
template <typename T> ANYWHERE vec<3, T>::vec(T first, T second, T third) : x(first), y(second), z(third) {}
template <typename T> ANYWHERE vec<3, T>::vec(const vec<2, T> &front, T third) : x(front.x), y(front.y), z(third) {}
template <typename T> ANYWHERE vec<3, T> &vec<3, T>::operator+=(const vec &other) {
    x += other.x;
    y += other.y;
    return (z += other.z), *this;
}
template <typename T> template <typename U> ANYWHERE vec<3, T> &vec<3, T>::operator*=(U factor)
{ return *this = vec(static_cast<T>(x * factor), static_cast<T>(y * factor), static_cast<T>(z * factor)); }
template <typename T> ANYWHERE vec<3, T> &vec<3, T>::operator++() { return *this += vec(T(1)); }

// a copy, changed at once
template <int N, typename T> ANYWHERE vec<N, T> operator*(const vec<N, T> &v, T factor) { return vec<N, T>(v) *= factor; }
template <int N, typename T> ANYWHERE vec<N, T> operator+(const vec<N, T> &a, const vec<N, T> &b) { return vec<N, T>(a) += b; }

template <typename T> ANYWHERE T dot(T a, T b) { return a * b; }
template <typename T> ANYWHERE T dot(const vec<2, T> &a, const vec<2, T> &b) { return a.x * b.x + a.y * b.y; }
template <typename T> ANYWHERE T dot(const vec<3, T> &a, const vec<3, T> &b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
template <int N, typename T> ANYWHERE T length(const vec<N, T> &v) { return sqrt(dot(v, v)); }

template <typename T, int N> ANYWHERE T last(const T (&items)[N]) { return items[N - 1]; }

}  // namespace small

using vec2 = small::vec<2, float>;
using vec3 = small::vec<3, float>;
using ivec2 = small::vec<2, int>;

// What every particle has; the base is named by another name of it.
template <typename T> struct Placed {
    T place;
    ANYWHERE explicit Placed(const T &where) : place(where) {}
};
struct Tag {
    ANYWHERE explicit Tag(int) {}
};
struct Particle : Placed<vec3>, Tag {
    using Base = Placed<vec3>;
    union {
        float weight;
        struct { int kind; } as;
    };
    ANYWHERE Particle(const vec3 &where, float heavy) : Base(where + vec3(1.0f)), Tag(3), weight(heavy) {}
};

ANYWHERE float everything(float u, float v) {
    vec3 a(u, v, u + v), b = a * 2.0f + vec3(1.0f);
    const vec3 &same = a;
    vec3 *where = &a;
    vec3 c = vec3(same) *= 3, d = vec3(*where) += b;
    ivec2 whole(vec2(u * 10, v * 10));
    vec2 from;
    from = whole;  // by way of the template
    vec2 plain;
    plain = from;  // as it is
    plain[1] = plain[0] + from.t;
    ++a;
    Particle p(vec3(plain, 7.0f), small::length(vec2(3.0f, 4.0f)));
    vec2 rows[3] = {vec2(u), vec2(v), plain};
    float total = small::dot(a, b) + small::dot(u, v) + c.r + 10 * d.g + 100 * a.p;
    total += p.place.x + p.place.b * p.weight + small::last(rows).y;
    return total + whole.s - whole.t;
}

__global__ void compute(const float *in, float *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = everything(in[i], in[n - 1 - i]);
}

int main() {
    const int n = 300;
    float *in, *out;
    cudaMallocManaged(&in, n * sizeof(float));
    cudaMallocManaged(&out, n * sizeof(float));
    for (int i = 0; i < n; i++) in[i] = (float)((i * 37) % 64) * 0.5f - 7;
    compute<<<(n + 63) / 64, 64>>>(in, out, n);
    if (cudaDeviceSynchronize() != cudaSuccess) return 1;
    for (int i = 0; i < n; i++) {
        float wanted = everything(in[i], in[n - 1 - i]);
        if (!(std::fabs(out[i] - wanted) <= 1e-4f * std::fabs(wanted) + 1e-4f)) {
            printf("out[%d]: %g instead of %g\n", i, out[i], wanted);
            return 1;
        }
    }
    // by hand: u = v = 1
    float one = everything(1, 1);
    if (one != 642) {
        printf("everything(1, 1) is %g\n", one);
        return 1;
    }
    printf("PASS\n");
    return 0;
}
