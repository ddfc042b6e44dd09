/* Searching in text: occurrences of a set of words, words and lines counted, letters folded, a rolling hash. */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PATTERN 16
#define N_PATTERNS 5
#define TPB 160
#define NOT_FOUND 0xffffffffffffffffULL

typedef unsigned long long ull;

typedef struct {
	char text[MAX_PATTERN];
	int length;
} pattern_t;

typedef struct {
	ull words;
	ull lines;
	ull letters;
	ull hash;
} counts_t;

__constant__ pattern_t patterns[N_PATTERNS];
__device__ const char vowels[] = "aeiou";

static const char *const needles[N_PATTERNS] = {"the", "warp", "aa", "threads", "zebra"};

static int _ncheck(cudaError_t e, const char *s)
{
	if (e != cudaSuccess)
		fprintf(stderr, "%s: %s\n", s, cudaGetErrorString(e));
	return e != cudaSuccess;
}
#define FAILED(call) _ncheck(call, #call)

__host__ __device__ static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

__host__ __device__ static int is_letter(char c)
{
	c = fold(c);
	return 'a' <= c && c <= 'z';
}

__device__ static bool is_vowel(char c)
{
	for (const char *v = vowels; *v != '\0'; ++v)
		if (*v == c)
			return true;
	return false;
}

/* One thread for each place; a tile of text with the overlap of the longest pattern is in shared memory */
__global__ void search(const char *text, int n, ull *count, ull *first)
{
	__shared__ char tile[TPB + MAX_PATTERN];
	const int start = blockIdx.x * TPB;
	for (int i = threadIdx.x; i < TPB + MAX_PATTERN; i += TPB)
		tile[i] = start + i < n ? fold(text[start + i]) : '\0';
	__syncthreads();

	const int here = start + threadIdx.x;
	for (int p = 0; p < N_PATTERNS; p++) {
		const pattern_t *pat = &patterns[p];
		if (here + pat->length > n)
			continue;
		int k = 0;
		while (k < pat->length && tile[threadIdx.x + k] == pat->text[k])
			k++;
		if (k == pat->length) {
			atomicAdd(&count[p], 1ULL);
			atomicMin(&first[p], (ull)here);
		}
	}
}

__global__ void statistics(const char *text, int n, counts_t *c, unsigned int *vowel_count)
{
	int i = blockIdx.x * blockDim.x + threadIdx.x;
	if (i >= n)
		return;
	char ch = text[i];
	char before = i > 0 ? text[i - 1] : ' ';
	if (is_letter(ch) && !is_letter(before))
		atomicAdd(&c->words, 1ULL);
	switch (ch) {
	case '\n':
		atomicAdd(&c->lines, 1ULL);
		/* fall through */
	case ' ':
	case '.':
		break;
	default:
		if (is_letter(ch))
			atomicAdd(&c->letters, 1ULL);
	}
	if (is_vowel(fold(ch)))
		atomicInc(vowel_count, 0xffffffffu);
	/* does not depend on the order of the additions */
	ull h = (ull)(unsigned char)ch + 0x9e3779b97f4a7c15ULL * (ull)(i + 1);
	h ^= h >> 31;
	h *= 0xbf58476d1ce4e5b9ULL;
	atomicAdd(&c->hash, h ^ (h >> 29));
}

static char *make_text(int n)
{
	static const char *const words[] = {"the", "warp", "of", "Threads", "aaaa", "goes", "ThE", "loom", "and", "weft"};
	char *text = (char *)malloc(n + 1);
	int at = 0, i = 0;
	unsigned int r = 3;
	while (at < n) {
		r = r * 1103515245u + 12345u;
		const char *w = words[(r >> 16) % 10];
		for (; *w && at < n; w++)
			text[at++] = *w;
		if (at < n)
			text[at++] = ++i % 11 == 0 ? '\n' : i % 6 == 0 ? '.' : ' ';
	}
	text[n] = '\0';
	memcpy(text + n - 5, "zebra", 5);      /* the only one, at the very end */
	return text;
}

int main(void)
{
	const int n = 15013;
	char *text = make_text(n);
	pattern_t h_patterns[N_PATTERNS];
	memset(h_patterns, 0, sizeof h_patterns);
	for (int p = 0; p < N_PATTERNS; p++) {
		strncpy(h_patterns[p].text, needles[p], MAX_PATTERN - 1);
		h_patterns[p].length = (int)strlen(needles[p]);
	}

	char *d_text;
	ull *d_count, *d_first, count[N_PATTERNS], first[N_PATTERNS];
	counts_t *d_counts, counts, expected = {0, 0, 0, 0};
	unsigned int *d_vowels, vowel_count = 0, expected_vowels = 0;
	if (FAILED(cudaMalloc((void **)&d_text, n)) || FAILED(cudaMalloc((void **)&d_count, sizeof count)) ||
	    FAILED(cudaMalloc((void **)&d_first, sizeof first)) || FAILED(cudaMalloc((void **)&d_counts, sizeof counts)) ||
	    FAILED(cudaMalloc((void **)&d_vowels, sizeof vowel_count)))
		return 1;
	if (FAILED(cudaMemcpy(d_text, text, n, cudaMemcpyHostToDevice)) || FAILED(cudaMemset(d_count, 0, sizeof count)) ||
	    FAILED(cudaMemset(d_first, 0xff, sizeof first)) || FAILED(cudaMemset(d_counts, 0, sizeof counts)) ||
	    FAILED(cudaMemset(d_vowels, 0, sizeof vowel_count)) ||
	    FAILED(cudaMemcpyToSymbol(patterns, h_patterns, sizeof h_patterns)))
		return 1;

	search<<<(n + TPB - 1) / TPB, TPB>>>(d_text, n, d_count, d_first);
	statistics<<<(n + 255) / 256, 256>>>(d_text, n, d_counts, d_vowels);
	if (FAILED(cudaGetLastError()) || FAILED(cudaMemcpy(count, d_count, sizeof count, cudaMemcpyDeviceToHost)) ||
	    FAILED(cudaMemcpy(first, d_first, sizeof first, cudaMemcpyDeviceToHost)) ||
	    FAILED(cudaMemcpy(&counts, d_counts, sizeof counts, cudaMemcpyDeviceToHost)) ||
	    FAILED(cudaMemcpy(&vowel_count, d_vowels, sizeof vowel_count, cudaMemcpyDeviceToHost)))
		return 1;
	cudaFree(d_text);
	cudaFree(d_count);
	cudaFree(d_first);
	cudaFree(d_counts);
	cudaFree(d_vowels);

	int wrong = 0;
	for (int p = 0; p < N_PATTERNS; p++) {
		ull c = 0, f = NOT_FOUND;
		int len = (int)strlen(needles[p]);
		for (int i = 0; i + len <= n; i++) {
			int k = 0;
			while (k < len && tolower(text[i + k]) == needles[p][k])
				k++;
			if (k == len) {
				c++;
				if (f == NOT_FOUND)
					f = (ull)i;
			}
		}
		printf("%-8s %llu times, first at %llu\n", needles[p], count[p], first[p]);
		wrong += count[p] != c || first[p] != f;
	}
	for (int i = 0; i < n; i++) {
		expected.words += isalpha(text[i]) && !(i > 0 && isalpha(text[i - 1]));
		expected.lines += text[i] == '\n';
		expected.letters += isalpha(text[i]) != 0;
		expected_vowels += strchr("aeiou", tolower(text[i])) != NULL;
		ull h = (ull)(unsigned char)text[i] + 0x9e3779b97f4a7c15ULL * (ull)(i + 1);
		h ^= h >> 31;
		h *= 0xbf58476d1ce4e5b9ULL;
		expected.hash += h ^ (h >> 29);
	}
	printf("%llu words, %llu lines, %llu letters, %u vowels, hash %016llx\n", counts.words, counts.lines, counts.letters, vowel_count, counts.hash);
	wrong += memcmp(&counts, &expected, sizeof counts) != 0;
	wrong += vowel_count != expected_vowels;
	free(text);

	if (wrong) {
		printf("FAIL: %d\n", wrong);
		return 1;
	}
	printf("PASS\n");
	return 0;
}
