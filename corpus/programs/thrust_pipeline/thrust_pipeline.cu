// Sales by shop and article, all on the device by Thrust: sorted, summed by key, counted, searched and merged; the host does the
// same with the standard library.
#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <vector>

#include <thrust/adjacent_difference.h>
#include <thrust/binary_search.h>
#include <thrust/copy.h>
#include <thrust/count.h>
#include <thrust/device_vector.h>
#include <thrust/extrema.h>
#include <thrust/fill.h>
#include <thrust/functional.h>
#include <thrust/host_vector.h>
#include <thrust/iterator/constant_iterator.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/discard_iterator.h>
#include <thrust/merge.h>
#include <thrust/reduce.h>
#include <thrust/sequence.h>
#include <thrust/set_operations.h>
#include <thrust/sort.h>
#include <thrust/unique.h>

static int failures = 0;

template <typename A, typename B>
static void expect(const char *what, const A &got, const B &wanted) {
    bool same = got.size() == wanted.size();
    for (size_t i = 0; same && i < got.size(); i++) same = got[i] == wanted[i];
    if (same) return;
    printf("%s differs\n", what);
    failures++;
}

static void check(const char *what, bool holds) {
    if (holds) return;
    printf("%s is wrong\n", what);
    failures++;
}

int main() {
    const int sales = 5000, shops = 37;
    thrust::host_vector<int> shop(sales), amount(sales);
    unsigned int seed = 1;
    for (int i = 0; i < sales; i++) {
        seed = seed * 1664525u + 1013904223u;
        shop[i] = (int)(seed >> 16) % shops * 3;
        amount[i] = (int)(seed >> 8) % 1000;
    }
    std::map<int, int> sums, counts;
    for (int i = 0; i < sales; i++) {
        sums[shop[i]] += amount[i];
        counts[shop[i]]++;
    }
    std::vector<int> names, totals, numbers;
    for (auto &entry : sums) {
        names.push_back(entry.first);
        totals.push_back(entry.second);
        numbers.push_back(counts[entry.first]);
    }

    // sums and counts by shop
    thrust::device_vector<int> keys = shop, values = amount;
    thrust::sort_by_key(keys.begin(), keys.end(), values.begin());
    check("the order", thrust::is_sorted(keys.begin(), keys.end()));
    thrust::device_vector<int> found(sales), sum(sales), count(sales);
    auto ends = thrust::reduce_by_key(keys.begin(), keys.end(), values.begin(), found.begin(), sum.begin());
    found.resize(ends.first - found.begin());
    sum.resize(ends.second - sum.begin());
    thrust::host_vector<int> found_there = found, sum_there = sum;
    expect("the shops", found_there, names);
    expect("the sums", sum_there, totals);
    auto counted = thrust::reduce_by_key(keys.begin(), keys.end(), thrust::constant_iterator<int>(1),
                                         thrust::make_discard_iterator(), count.begin());
    count.erase(counted.second, count.end());
    expect("the counts", thrust::host_vector<int>(count), numbers);

    // the same counts, by looking for the ends
    thrust::device_vector<int> last(names.size()), each(names.size());
    thrust::upper_bound(keys.begin(), keys.end(), found.begin(), found.end(), last.begin());
    thrust::adjacent_difference(last.begin(), last.end(), each.begin());
    check("the counts by searching", each == count);
    check("the first of a shop", thrust::lower_bound(keys.begin(), keys.end(), 9) - keys.begin()
                                     == counts[0] + counts[3] + counts[6]);
    check("a shop that is not there", !thrust::binary_search(keys.begin(), keys.end(), 10));

    // the best shop, and a ranking
    auto best = thrust::max_element(sum.begin(), sum.end());
    check("the best shop", *best == *std::max_element(totals.begin(), totals.end()));
    thrust::device_vector<int> rank(sum.size()), by_sum = sum;
    thrust::sequence(rank.begin(), rank.end());
    thrust::stable_sort_by_key(by_sum.begin(), by_sum.end(), rank.begin(), thrust::greater<int>());
    check("the ranking", rank[0] == best - sum.begin() && by_sum.front() == *best);

    // which amounts there are
    thrust::device_vector<int> amounts = amount;
    thrust::sort(amounts.begin(), amounts.end());
    amounts.erase(thrust::unique(amounts.begin(), amounts.end()), amounts.end());
    std::set<int> wanted(amount.begin(), amount.end());
    expect("the amounts", amounts, std::vector<int>(wanted.begin(), wanted.end()));

    // even ones, multiples of five, and what is both
    thrust::device_vector<int> even(400), fives(200), both(200), all(600);
    thrust::sequence(even.begin(), even.end(), 0, 2);
    thrust::sequence(fives.begin(), fives.end(), 0, 5);
    both.resize(thrust::set_intersection(even.begin(), even.end(), fives.begin(), fives.end(), both.begin()) - both.begin());
    check("the intersection", both.size() == 80 && both[79] == 790 && both[1] == 10);
    thrust::merge(even.begin(), even.end(), fives.begin(), fives.end(), all.begin());
    check("the merged", thrust::is_sorted(all.begin(), all.end()) && all[599] == 995 && all[0] == 0 && all[1] == 0);
    check("tens", thrust::count(all.begin(), all.end(), 20) == 2);
    thrust::fill(all.begin(), all.begin() + 10, 7);
    check("the filled", thrust::reduce(all.begin(), all.begin() + 10) == 70);

    // from the device to the standard library's vectors and back
    std::vector<int> back(sum.size());
    thrust::copy(sum.begin(), sum.end(), back.begin());
    expect("the copy", back, totals);
    thrust::device_vector<int> again(back.begin(), back.end());
    check("the copy of the copy", again == sum);
    again.push_back(5);
    again.insert(again.begin(), 2, -1);
    check("what is put in", again.size() == sum.size() + 3 && again[1] == -1 && again.back() == 5 && again[2] == totals[0]);

    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
