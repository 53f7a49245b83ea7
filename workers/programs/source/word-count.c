// A WASI program: counts the words of its standard input and prints the most frequent ones, as many as its
// argument says (ten if there is none). Letters and digits make words; capitals count as small ones.
//
// Build it as workers/programs/README.md says; word-count.wasm is what clang 19 makes of it.

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 63, PLACES = 1 << 16, READ = 1 << 16 };

struct entry {
  char word[WORD_MAX + 1];
  unsigned long count;
};

static struct entry table[PLACES];
static unsigned words;

static struct entry *find(const char *word) {
  unsigned place = 5381;
  for (const char *at = word; *at != 0; at++) place = place * 33 + (unsigned char)*at;
  for (place %= PLACES; table[place].count != 0; place = (place + 1) % PLACES)
    if (strcmp(table[place].word, word) == 0) return &table[place];
  if (words >= PLACES / 2) {
    fputs("There are more different words than fit.\n", stderr);
    exit(1);
  }
  words++;
  strcpy(table[place].word, word);
  return &table[place];
}

// The most frequent first; equal ones by the alphabet, so that the answer is the same everywhere.
static int order(const void *left, const void *right) {
  const struct entry *a = left, *b = right;
  if (a->count != b->count) return a->count < b->count ? 1 : -1;
  return strcmp(a->word, b->word);
}

static void count_words(void) {
  static char piece[READ];
  char word[WORD_MAX + 1];
  size_t length = 0, read;
  do {
    read = fread(piece, 1, READ, stdin);
    // One step beyond the end, so that the last word ends too.
    for (size_t at = 0; at < read + (read == 0); at++) {
      const int one = read == 0 ? ' ' : (unsigned char)piece[at];
      if (isalnum(one)) {
        if (length < WORD_MAX) word[length++] = (char)tolower(one);
      } else if (length > 0) {
        word[length] = 0;
        find(word)->count++;
        length = 0;
      }
    }
  } while (read > 0);
}

int main(int count, char **arguments) {
  const unsigned long shown = count > 1 ? strtoul(arguments[1], NULL, 10) : 10;
  count_words();
  qsort(table, PLACES, sizeof *table, order);
  for (unsigned long at = 0; at < shown && at < words; at++)
    printf("%8lu %s\n", table[at].count, table[at].word);
  return 0;
}
