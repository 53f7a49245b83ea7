/* Writes a document of JSON, parses it into a tree, and adds up what it says. */
#include <stdlib.h>
#include <string.h>
#include "kernel.h"
struct value { int kind; double number; uint64_t hash; struct value *first, *next; };
static char *at;
static uint8_t *arena;
static size_t used;

static void space(void) { while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') at++; }

static uint64_t text(void) {
  uint64_t hash = 0;
  for (at++; *at != '"'; at++) hash = mixed(hash, *at == '\\' ? *++at : *at);
  at++;
  return hash;
}

static double number(void) {
  int sign = *at == '-' ? at++, -1 : 1;
  double result = 0, scale = 1;
  for (; *at >= '0' && *at <= '9'; at++) result = result * 10 + (*at - '0');
  if (*at == '.') for (at++; *at >= '0' && *at <= '9'; at++) result += (*at - '0') * (scale *= 0.1);
  return sign * result;
}

static struct value *parsed(void) {
  struct value *value = (struct value *)(arena + used);
  used += sizeof *value;
  memset(value, 0, sizeof *value);
  space();
  switch (value->kind = *at) {
    case '{': case '[': {
      struct value **last = &value->first;
      char close = *at + 2;
      for (at++, space(); *at != close; space()) {
        uint64_t name = 0;
        if (close == '}') { name = text(); space(); at++; }
        *last = parsed();
        (*last)->hash ^= name;
        last = &(*last)->next;
        space();
        if (*at == ',') at++;
      }
      at++;
      return value;
    }
    case '"': value->hash = text(); return value;
    case 't': case 'n': at += 4; return value;
    case 'f': at += 5; return value;
    default: value->number = number(); return value;
  }
}

static double added(const struct value *value, uint64_t *hash) {
  double sum = value->number;
  *hash = mixed(*hash, value->hash + value->kind);
  for (const struct value *one = value->first; one; one = one->next) sum += added(one, hash);
  return sum;
}

static void put(const char *word) { while (*word) *at++ = *word++; }
static void put_number(uint32_t number) {
  char digits[12], *digit = digits + 11;
  for (*digit = 0; number || !*digit; number /= 10) *--digit = '0' + number % 10;
  put(digit);
}

uint64_t kernel(uint32_t size) {
  uint64_t seed = 21, hash = 0;
  char *document = at = malloc(size * 120 + 16);
  arena = malloc(size * 8 * sizeof(struct value) + 1024);
  put("[");
  for (uint32_t i = 0; i < size; i++) {
    put(i ? ",\n  {\"id\": " : "\n  {\"id\": "); put_number(i);
    put(", \"name\": \"a\\\"b "); put_number(next_random(&seed) >> 40);
    put("\", \"point\": ["); put_number(next_random(&seed) >> 50); put("."); put_number(next_random(&seed) >> 50);
    put(", -"); put_number(next_random(&seed) >> 44);
    put(next_random(&seed) >> 63 ? "], \"on\": true}" : "], \"on\": null}");
  }
  put("\n]");
  *at = 0;
  double sum = 0;
  for (int round = 0; round < 4; round++) {
    at = document;
    used = 0;
    sum += added(parsed(), &hash);
  }
  return mixed_double(hash, sum);
}
