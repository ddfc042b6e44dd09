// OpenMP's routines for programs that a compiler without OpenMP's runtime builds: `#pragma omp` is then a comment, so there
// is one thread, which this header tells of.
#pragma once

#include <time.h>

typedef enum omp_sched_t { omp_sched_static = 1, omp_sched_dynamic, omp_sched_guided, omp_sched_auto } omp_sched_t;
typedef struct omp_lock_t {
    int held;
} omp_lock_t;
typedef struct omp_nest_lock_t {
    int held;
} omp_nest_lock_t;

#if defined(__CUDACC__) || defined(__HIPCC__)
#define OMP_SERIAL static inline __attribute__((host, unused))
#else
#define OMP_SERIAL static inline __attribute__((unused))
#endif

OMP_SERIAL double omp_get_wtime(void) {
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
OMP_SERIAL double omp_get_wtick(void) { return 1e-9; }

OMP_SERIAL int omp_get_num_threads(void) { return 1; }
OMP_SERIAL int omp_get_max_threads(void) { return 1; }
OMP_SERIAL int omp_get_thread_num(void) { return 0; }
OMP_SERIAL int omp_get_num_procs(void) { return 1; }
OMP_SERIAL int omp_get_thread_limit(void) { return 1; }
OMP_SERIAL int omp_in_parallel(void) { return 0; }
OMP_SERIAL int omp_in_final(void) { return 0; }
OMP_SERIAL int omp_get_dynamic(void) { return 0; }
OMP_SERIAL int omp_get_nested(void) { return 0; }
OMP_SERIAL int omp_get_cancellation(void) { return 0; }
OMP_SERIAL int omp_get_level(void) { return 0; }
OMP_SERIAL int omp_get_active_level(void) { return 0; }
OMP_SERIAL int omp_get_max_active_levels(void) { return 1; }
OMP_SERIAL int omp_get_ancestor_thread_num(int level) { return level == 0 ? 0 : -1; }
OMP_SERIAL int omp_get_team_size(int level) { return level == 0 ? 1 : -1; }
OMP_SERIAL int omp_get_num_devices(void) { return 0; }
OMP_SERIAL int omp_get_default_device(void) { return 0; }
OMP_SERIAL int omp_get_initial_device(void) { return 0; }
OMP_SERIAL int omp_is_initial_device(void) { return 1; }
OMP_SERIAL int omp_get_num_teams(void) { return 1; }
OMP_SERIAL int omp_get_team_num(void) { return 0; }
OMP_SERIAL void omp_set_num_threads(int count) { (void)count; }
OMP_SERIAL void omp_set_dynamic(int on) { (void)on; }
OMP_SERIAL void omp_set_nested(int on) { (void)on; }
OMP_SERIAL void omp_set_max_active_levels(int levels) { (void)levels; }
OMP_SERIAL void omp_set_default_device(int device) { (void)device; }
OMP_SERIAL void omp_set_schedule(omp_sched_t kind, int chunk) { (void)kind, (void)chunk; }
OMP_SERIAL void omp_get_schedule(omp_sched_t *kind, int *chunk) { *kind = omp_sched_static, *chunk = 0; }

OMP_SERIAL void omp_init_lock(omp_lock_t *lock) { lock->held = 0; }
OMP_SERIAL void omp_destroy_lock(omp_lock_t *lock) { (void)lock; }
OMP_SERIAL void omp_set_lock(omp_lock_t *lock) { lock->held = 1; }
OMP_SERIAL void omp_unset_lock(omp_lock_t *lock) { lock->held = 0; }
OMP_SERIAL int omp_test_lock(omp_lock_t *lock) { return lock->held ? 0 : (lock->held = 1); }
OMP_SERIAL void omp_init_nest_lock(omp_nest_lock_t *lock) { lock->held = 0; }
OMP_SERIAL void omp_destroy_nest_lock(omp_nest_lock_t *lock) { (void)lock; }
OMP_SERIAL void omp_set_nest_lock(omp_nest_lock_t *lock) { lock->held++; }
OMP_SERIAL void omp_unset_nest_lock(omp_nest_lock_t *lock) { lock->held--; }
OMP_SERIAL int omp_test_nest_lock(omp_nest_lock_t *lock) { return ++lock->held; }

#undef OMP_SERIAL
