/* Trees that are made and dropped: allocation, pointers and recursion. */
#include <stdlib.h>
#include "kernel.h"
struct node { struct node *left, *right; };

static struct node *made(int depth) {
  struct node *node = malloc(sizeof *node);
  node->left = depth ? made(depth - 1) : NULL;
  node->right = depth ? made(depth - 1) : NULL;
  return node;
}
static uint32_t counted(const struct node *node) {
  return node == NULL ? 0 : 1 + counted(node->left) + counted(node->right);
}
static void dropped(struct node *node) {
  if (node == NULL) return;
  dropped(node->left);
  dropped(node->right);
  free(node);
}

uint64_t kernel(uint32_t size) {
  uint64_t sum = 0;
  struct node *kept = made(size);
  for (uint32_t depth = 2; depth <= size; depth += 2)
    for (uint32_t i = 0; i < 1u << (size - depth); i++) {
      struct node *tree = made(depth);
      sum += counted(tree);
      dropped(tree);
    }
  return mixed(sum, counted(kept));
}
