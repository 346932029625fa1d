/*
 * Prints the most fused multiply-adds that one core can do, in GFLOP/s (two to each), in single
 * precision: the yardstick for convolutions. The fastest of many short rounds counts.
 *
 *   gcc -O2 -march=native -o target/fma_peak optimize/fma_peak.c && target/fma_peak
 */
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

#ifdef __AVX512F__
typedef __m512 vector;
#define FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
#define SET(a) _mm512_set1_ps(a)
#else
typedef __m256 vector;
#define FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
#define SET(a) _mm256_set1_ps(a)
#endif

/* Latency 4 times 2 units: fewer chains than 8 would wait for each other. */
enum { CHAINS = 10, STEPS = 100000, ROUNDS = 2000 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

int main(void) {
  vector sums[CHAINS];
  vector factor = SET(0.999f), addend = SET(0.001f);
  double fastest = 1e9;
  for (int i = 0; i < CHAINS; i++) {
    sums[i] = SET((float)i);
  }
  for (int round = 0; round < ROUNDS; round++) {
    vector s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3], s4 = sums[4];
    vector s5 = sums[5], s6 = sums[6], s7 = sums[7], s8 = sums[8], s9 = sums[9];
    double start = seconds();
    for (int step = 0; step < STEPS; step++) {
      s0 = FMA(s0, factor, addend);
      s1 = FMA(s1, factor, addend);
      s2 = FMA(s2, factor, addend);
      s3 = FMA(s3, factor, addend);
      s4 = FMA(s4, factor, addend);
      s5 = FMA(s5, factor, addend);
      s6 = FMA(s6, factor, addend);
      s7 = FMA(s7, factor, addend);
      s8 = FMA(s8, factor, addend);
      s9 = FMA(s9, factor, addend);
    }
    double took = seconds() - start;
    fastest = took < fastest ? took : fastest;
    sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3, sums[4] = s4;
    sums[5] = s5, sums[6] = s6, sums[7] = s7, sums[8] = s8, sums[9] = s9;
  }
  float used = 0;
  for (int i = 0; i < CHAINS; i++) {
    float values[sizeof(vector) / sizeof(float)];
    __builtin_memcpy(values, &sums[i], sizeof values);
    used += values[0];
  }
  double lanes = sizeof(vector) / sizeof(float);
  printf("%.1f GFLOP/s with %d-bit vectors (%g)\n", 2 * lanes * CHAINS * (double)STEPS / fastest / 1e9,
         (int)(8 * sizeof(vector)), used);
  return 0;
}
