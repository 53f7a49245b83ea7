;; The work that rates a machine, version 1. Frozen: it is never changed, because an hour is measured by it.
;;
;; Three loops, each of another kind: whole numbers, floating point, memory. Each is given a number of rounds
;; and answers a checksum, so that no compiler can leave its work out. Every executed instruction counts one,
;; except `loop` and `end`, which do nothing but mark places. A call of n rounds, n at least 1, executes
;;   integers     7 + 51 n
;;   floats      15 + 37 n
;;   memory_walk  1 + 32 n
(module
  (memory (export "memory") 4 4)

  ;; Two xorshift generators side by side, the one mixed into the other.
  (func (export "integers") (param $rounds i32) (result i64)
    (local $a i64) (local $b i64)
    (local.set $a (i64.const 0x9e3779b97f4a7c15))
    (local.set $b (i64.const 0xd1b54a32d192ed03))
    (loop $again
      (local.set $a (i64.xor (local.get $a) (i64.shr_u (local.get $a) (i64.const 12))))
      (local.set $b (i64.xor (local.get $b) (i64.shl (local.get $b) (i64.const 13))))
      (local.set $a (i64.xor (local.get $a) (i64.shl (local.get $a) (i64.const 25))))
      (local.set $b (i64.xor (local.get $b) (i64.shr_u (local.get $b) (i64.const 7))))
      (local.set $a (i64.xor (local.get $a) (i64.shr_u (local.get $a) (i64.const 27))))
      (local.set $b (i64.xor (local.get $b) (i64.shl (local.get $b) (i64.const 17))))
      (local.set $a (i64.add (local.get $a) (i64.mul (local.get $b) (i64.const 0x2545f4914f6cdd1d))))
      (local.set $b (i64.add (local.get $b) (i64.rotl (local.get $a) (i64.const 31))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.xor (local.get $a) (local.get $b)))

  ;; Four logistic maps side by side: x becomes r x (1 - x), which stays between 0 and 1 and never settles.
  (func (export "floats") (param $rounds i32) (result f64)
    (local $a f64) (local $b f64) (local $c f64) (local $d f64)
    (local.set $a (f64.const 0.2))
    (local.set $b (f64.const 0.3))
    (local.set $c (f64.const 0.4))
    (local.set $d (f64.const 0.6))
    (loop $again
      (local.set $a
        (f64.mul (f64.mul (f64.const 3.99) (local.get $a)) (f64.sub (f64.const 1) (local.get $a))))
      (local.set $b
        (f64.mul (f64.mul (f64.const 3.98) (local.get $b)) (f64.sub (f64.const 1) (local.get $b))))
      (local.set $c
        (f64.mul (f64.mul (f64.const 3.97) (local.get $c)) (f64.sub (f64.const 1) (local.get $c))))
      (local.set $d
        (f64.mul (f64.mul (f64.const 3.96) (local.get $d)) (f64.sub (f64.const 1) (local.get $d))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (f64.add (f64.add (local.get $a) (local.get $b)) (f64.add (local.get $c) (local.get $d))))

  ;; Reads in order, and changes places all over 256 KiB.
  (func (export "memory_walk") (param $rounds i32) (result i32)
    (local $at i32) (local $sum i32) (local $place i32)
    (loop $again
      (local.set $sum
        (i32.add (local.get $sum) (i32.load (i32.and (local.get $at) (i32.const 0x3fffc)))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (local.set $place
        (i32.and (i32.mul (local.get $at) (i32.const 0x2c9277b5)) (i32.const 0x3fffc)))
      (i32.store (local.get $place)
        (i32.add
          (i32.xor (i32.load (local.get $place)) (local.get $at))
          (i32.rotl (local.get $rounds) (i32.const 7))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum))
)
