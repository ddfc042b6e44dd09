/* See several_a. */
#include "several.h"
int checked(int x) {
  int class = x; /* a name that C++ does not have */
  return class;
}
