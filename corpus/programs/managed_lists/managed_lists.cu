// Linked lists and a binary search tree in managed memory: built on the host, walked and changed on the device.

#include <cstdio>
#include <cstdlib>
#include <new>

static void verify(cudaError_t code, int line)
{
    if (code != cudaSuccess)
    {
        fprintf(stderr, "line %d: %s\n", line, cudaGetErrorString(code));
        std::abort();
    }
}
#define VERIFY(code) verify((code), __LINE__)

// Objects of derived classes live where both sides can reach them
class Managed
{
public:
    void *operator new(size_t len)
    {
        void *ptr;
        VERIFY(cudaMallocManaged(&ptr, len));
        VERIFY(cudaDeviceSynchronize());
        return ptr;
    }
    void operator delete(void *ptr)
    {
        VERIFY(cudaDeviceSynchronize());
        VERIFY(cudaFree(ptr));
    }
};

struct Node : public Managed
{
    int value;
    Node *next;
    Node(int v, Node *n) : value(v), next(n) {}
};

struct Tree : public Managed
{
    int key;
    int hits = 0;
    Tree *left = nullptr;
    Tree *right = nullptr;
    Tree(int k) : key(k) {}

    // a null pointer has no member functions: search by a static one
    __host__ __device__ static Tree *find(Tree *root, int key)
    {
        while (root && root->key != key)
            root = key < root->key ? root->left : root->right;
        return root;
    }
};

struct Summary
{
    int length;
    long long sum;
    const Node *last;
};

__global__ void summarise(Node *const *heads, Summary *results, int lists)
{
    int l = blockIdx.x * blockDim.x + threadIdx.x;
    if (l >= lists)
        return;
    Summary s = {0, 0, nullptr};
    for (const Node *p = heads[l]; p != nullptr; p = p->next)
    {
        s.length++;
        s.sum += p->value;
        s.last = p;
    }
    results[l] = s;
}

__global__ void reverse(Node **heads, int lists)
{
    int l = blockIdx.x * blockDim.x + threadIdx.x;
    if (l < lists)
    {
        Node *reversed = NULL, *p = heads[l];
        while (p)
        {
            Node *next = p->next;
            p->next = reversed;
            p->value = -p->value;
            reversed = p;
            p = next;
        }
        heads[l] = reversed;
    }
}

__global__ void lookup(Tree *root, const int *keys, bool *found, int n)
{
    int i = threadIdx.x + blockIdx.x * blockDim.x;
    if (i < n)
    {
        Tree *t = Tree::find(root, keys[i]);
        found[i] = t != nullptr;
        if (t)
            atomicAdd(&t->hits, 1);
    }
}

static void insert(Tree *&root, int key)
{
    if (!root)
        root = new Tree(key);
    else if (key < root->key)
        insert(root->left, key);
    else if (root->key < key)
        insert(root->right, key);
}

static int totalHits(const Tree *t, int &size)
{
    if (!t)
        return 0;
    size++;
    return t->hits + totalHits(t->left, size) + totalHits(t->right, size);
}

static void destroy(Tree *t)
{
    if (!t)
        return;
    destroy(t->left);
    destroy(t->right);
    delete t;
}

int main()
{
    const int lists = 45;
    Node **heads;
    Summary *results;
    VERIFY(cudaMallocManaged(&heads, lists * sizeof(Node *)));
    VERIFY(cudaMallocManaged((void **)&results, lists * sizeof(Summary), cudaMemAttachGlobal));

    // list l has l % 9 elements: l, l + 1, ...
    for (int l = 0; l < lists; l++)
    {
        heads[l] = nullptr;
        for (int k = l % 9 - 1; k >= 0; k--)
            heads[l] = new Node(l + k, heads[l]);
    }

    int wrong = 0;
    long long grand = 0;
    summarise<<<2, 32>>>(heads, results, lists);
    VERIFY(cudaGetLastError());
    VERIFY(cudaDeviceSynchronize());
    for (int l = 0; l < lists; l++)
    {
        int n = l % 9;
        long long sum = (long long)n * l + n * (n - 1) / 2;
        const Node *last = heads[l];
        while (last && last->next)
            last = last->next;
        if (results[l].length != n || results[l].sum != sum || results[l].last != last)
            wrong++;
        grand += results[l].sum;
    }

    reverse<<<2, 32>>>(heads, lists);
    VERIFY(cudaGetLastError());
    VERIFY(cudaDeviceSynchronize());
    for (int l = 0; l < lists; l++)
    {
        int expected = l + l % 9 - 1, n = 0;
        for (Node *p = heads[l]; p; p = p->next, n++)
            if (p->value != -(expected--))
                wrong++;
        if (n != l % 9)
            wrong++;
    }

    Tree *root = nullptr;
    for (int i = 0; i < 60; i++)
        insert(root, i * 37 % 101);
    const int n = 300;
    int *keys;
    bool *found;
    VERIFY(cudaMallocManaged(&keys, n * sizeof(int)));
    VERIFY(cudaMallocManaged(&found, n * sizeof(bool)));
    int present = 0;
    for (int i = 0; i < n; i++)
    {
        keys[i] = i * 13 % 110 - 4;
        found[i] = false;
    }
    lookup<<<(n + 63) / 64, 64>>>(root, keys, found, n);
    VERIFY(cudaGetLastError());
    VERIFY(cudaDeviceSynchronize());
    for (int i = 0; i < n; i++)
    {
        bool expected = Tree::find(root, keys[i]) != nullptr;
        present += expected;
        if (found[i] != expected)
            wrong++;
    }
    int size = 0, hits = totalHits(root, size);
    if (hits != present || size != 60)
        wrong++;

    printf("%d lists, sum %lld; tree of %d, %d of %d keys found\n", lists, grand, size, hits, n);

    destroy(root);
    for (int l = 0; l < lists; l++)
        while (Node *p = heads[l])
        {
            heads[l] = p->next;
            delete p;
        }
    VERIFY(cudaFree(heads));
    VERIFY(cudaFree(results));
    VERIFY(cudaFree(keys));
    VERIFY(cudaFree(found));

    if (wrong)
    {
        printf("FAIL: %d\n", wrong);
        return 1;
    }
    printf("PASS\n");
    return 0;
}
