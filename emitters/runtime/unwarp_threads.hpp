// The threads among which unwarp_c.hpp shares the blocks of a launch. Environment: UNWARP_THREADS (how many; default: one for
// each processor that the program may use). Free for any use.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

namespace unwarp {

/// Runs the parts of a job, in the calling thread and in those that come to help. A job ends when its parts are done: on a
/// busy machine nobody waits for a thread that has not got a processor.
class Workers {
    struct Job {
        const std::function<void(long)> &run;
        long parts;
        std::atomic<long> next{0};
        int helpers = 0;  // guarded by the mutex

        Job(const std::function<void(long)> &run, long parts) : run(run), parts(parts) {}
        void work() {
            for (long part = next++; part < parts; part = next++) run(part);
        }
    };

    std::mutex jobs_;  // one job at a time
    std::mutex mutex_;
    std::condition_variable wake_, done_;
    Job *job_ = nullptr;          // guarded by the mutex
    std::atomic<long> given_{0};  // jobs so far
    int threads_;
    bool started_ = false;

    static int wanted() {
        const char *given = getenv("UNWARP_THREADS");
        int count = given ? atoi(given) : (int)std::thread::hardware_concurrency();
        return count > 0 ? count : 1;
    }

    void help() {
        long seen = 0;
        for (;;) {
            for (int i = 0; i < 100 && given_ == seen; i++) std::this_thread::yield();  // the next launch is often near
            std::unique_lock<std::mutex> lock(mutex_);
            wake_.wait(lock, [&] { return given_ != seen; });
            seen = given_;
            Job *job = job_;
            if (!job) continue;
            job->helpers++;
            lock.unlock();
            job->work();
            lock.lock();
            if (--job->helpers == 0) done_.notify_one();
        }
    }

public:
    Workers() : threads_(wanted()) {}

    int threads() const { return threads_; }

    /// Calls `run` with 0 to `parts - 1`, in any order and at the same time. A job that is given while there is another runs
    /// in the calling thread.
    void share(long parts, const std::function<void(long)> &run) {
        std::unique_lock<std::mutex> alone(jobs_, std::try_to_lock);
        if (parts <= 1 || threads_ <= 1 || !alone) {
            for (long part = 0; part < parts; part++) run(part);
            return;
        }
        Job job(run, parts);
        {
            std::lock_guard<std::mutex> lock(mutex_);
            for (int i = 1; !started_ && i < threads_; i++) std::thread([this] { help(); }).detach();
            started_ = true;
            job_ = &job;
            given_++;
        }
        wake_.notify_all();
        job.work();
        std::unique_lock<std::mutex> lock(mutex_);
        job_ = nullptr;  // nobody joins any more
        done_.wait(lock, [&] { return job.helpers == 0; });
    }
};

/// The threads of the program; never destroyed, so that static objects may still launch kernels.
inline Workers &workers() {
    static Workers *all = new Workers;
    return *all;
}

}  // namespace unwarp
