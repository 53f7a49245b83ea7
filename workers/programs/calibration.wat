;; The work that rates a machine, version 2. Frozen: it is never changed, because an hour is measured by it.
;; Another mix is another version, and must give an ordinary machine the same rating.
;;
;; Ten kernels, each of another kind of work. Each is given a number of rounds, 1 at least, and answers a checksum,
;; so that no compiler can leave its work out. All of them start from the same state whatever ran before.
(module
  (memory (export "memory") 16 16)
  (type $step (func (param i64) (result i64)))
  (table 4 4 funcref)
  (elem (i32.const 0) $step_a $step_b $step_c $step_d)

  ;; 32-bit whole numbers: two xorshift generators side by side, the one mixed into the other.
  (func (export "integers") (param $rounds i32) (result i64)
    (local $a i32) (local $b i32)
    (local.set $a (i32.const 0x9e3779b9))
    (local.set $b (i32.const 0x7f4a7c15))
    (loop $again
      (local.set $a (i32.xor (local.get $a) (i32.shl (local.get $a) (i32.const 13))))
      (local.set $b (i32.xor (local.get $b) (i32.shr_u (local.get $b) (i32.const 7))))
      (local.set $a (i32.xor (local.get $a) (i32.shr_u (local.get $a) (i32.const 17))))
      (local.set $b (i32.add (local.get $b) (i32.const 0x6d2b79f5)))
      (local.set $a (i32.xor (local.get $a) (i32.shl (local.get $a) (i32.const 5))))
      (local.set $b (i32.xor (local.get $b) (i32.rotl (local.get $a) (i32.const 11))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.or (i64.extend_i32_u (local.get $a)) (i64.shl (i64.extend_i32_u (local.get $b)) (i64.const 32))))

  ;; 64-bit multiplication: four generators that do not wait for each other.
  (func (export "products") (param $rounds i32) (result i64)
    (local $a i64) (local $b i64) (local $c i64) (local $d i64)
    (local.set $a (i64.const 1))
    (local.set $b (i64.const 2))
    (local.set $c (i64.const 3))
    (local.set $d (i64.const 4))
    (loop $again
      (local.set $a (i64.add (i64.mul (local.get $a) (i64.const 0x5851f42d4c957f2d)) (i64.const 1)))
      (local.set $b (i64.add (i64.mul (local.get $b) (i64.const 0x2545f4914f6cdd1d)) (i64.const 3)))
      (local.set $c (i64.add (i64.mul (local.get $c) (i64.const 0x369dea0f31a53f85)) (i64.const 5)))
      (local.set $d (i64.add (i64.mul (local.get $d) (i64.const 0x9e3779b97f4a7c15)) (i64.const 7)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.xor (i64.xor (local.get $a) (local.get $b)) (i64.xor (local.get $c) (local.get $d))))

  ;; A matrix of 32 by 32 double precision numbers, multiplied by itself; a round is one product.
  (func (export "matrix") (param $rounds i32) (result i64)
    (local $i i32) (local $j i32) (local $k i32) (local $sum f64) (local $total f64)
    (local $row i32) (local $column i32)
    (loop $fill
      (f64.store (i32.shl (local.get $i) (i32.const 3))
        (f64.div (f64.convert_i32_u (i32.and (local.get $i) (i32.const 255))) (f64.const 8192)))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1024))))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $rows
        (local.set $j (i32.const 0))
        (loop $columns
          (local.set $sum (f64.const 0))
          (local.set $k (i32.const 32))
          (local.set $row (i32.shl (local.get $i) (i32.const 8)))
          (local.set $column (i32.shl (local.get $j) (i32.const 3)))
          (loop $sums
            (local.set $sum (f64.add (local.get $sum)
              (f64.mul (f64.load (local.get $row)) (f64.load (local.get $column)))))
            (local.set $sum (f64.add (local.get $sum)
              (f64.mul (f64.load offset=8 (local.get $row)) (f64.load offset=256 (local.get $column)))))
            (local.set $row (i32.add (local.get $row) (i32.const 16)))
            (local.set $column (i32.add (local.get $column) (i32.const 512)))
            (br_if $sums (local.tee $k (i32.sub (local.get $k) (i32.const 2)))))
          (f64.store offset=8192
            (i32.add (i32.shl (local.get $i) (i32.const 8)) (i32.shl (local.get $j) (i32.const 3)))
            (f64.add (local.get $sum) (f64.convert_i32_u (local.get $rounds))))
          (br_if $columns (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 32))))
        (br_if $rows (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 32))))
      (local.set $total (f64.add (local.get $total)
        (f64.add (f64.load offset=8200 (i32.const 0)) (f64.load offset=16376 (i32.const 0)))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.reinterpret_f64 (local.get $total)))

  ;; Decisions that nobody can foretell, of two and of four ways.
  (func (export "branches") (param $rounds i32) (result i64)
    (local $x i32) (local $sum i32)
    (local.set $x (i32.const 0x1234567))
    (loop $again
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
      (block $done
        (block $fourth (block $third (block $second (block $first
          (br_table $first $second $third $fourth (i32.shr_u (local.get $x) (i32.const 30))))
          (local.set $sum (i32.add (local.get $sum) (i32.shr_u (local.get $x) (i32.const 9))))
          (br $done))
          (local.set $sum (i32.xor (local.get $sum) (local.get $x)))
          (br $done))
          (local.set $sum (i32.sub (local.get $sum) (i32.const 7)))
          (br $done))
        (local.set $sum (i32.rotl (local.get $sum) (i32.const 3))))
      (if (i32.lt_s (local.get $x) (local.get $sum))
        (then (local.set $sum (i32.add (local.get $sum) (i32.const 1))))
        (else (local.set $sum (i32.shr_u (local.get $sum) (i32.const 1)))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.extend_i32_u (local.get $sum)))

  ;; Memory: reads in order, and changes places all over 256 KiB.
  (func (export "memory_walk") (param $rounds i32) (result i64)
    (local $at i32) (local $sum i32) (local $place i32)
    (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x40000))
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
    (i64.extend_i32_u (local.get $sum)))

  ;; The inner rounds of a hash: additions, rotations and choices that wait for each other, over 64 bytes of memory.
  (func (export "hashing") (param $rounds i32) (result i64)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $word i32)
    (memory.fill (i32.const 0) (i32.const 0x5a) (i32.const 64))
    (local.set $a (i32.const 0x67452301))
    (local.set $b (i32.const 0xefcdab89))
    (local.set $c (i32.const 0x98badcfe))
    (local.set $d (i32.const 0x10325476))
    (loop $again
      (local.set $word (i32.load (i32.and (i32.shl (local.get $rounds) (i32.const 2)) (i32.const 60))))
      (local.set $a (i32.add (local.get $b) (i32.rotl
        (i32.add (i32.add (local.get $a) (i32.const 0xd76aa478)) (i32.add (local.get $word)
          (i32.xor (local.get $d) (i32.and (local.get $b) (i32.xor (local.get $c) (local.get $d))))))
        (i32.const 7))))
      (local.set $d (i32.add (local.get $a) (i32.rotl
        (i32.add (i32.add (local.get $d) (i32.const 0xe8c7b756)) (i32.add (local.get $word)
          (i32.xor (local.get $c) (i32.and (local.get $a) (i32.xor (local.get $b) (local.get $c))))))
        (i32.const 12))))
      (i32.store (i32.and (local.get $a) (i32.const 60)) (local.get $d))
      (local.set $word (local.get $b))
      (local.set $b (local.get $c))
      (local.set $c (local.get $word))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.or (i64.extend_i32_u (local.get $a)) (i64.shl (i64.extend_i32_u (local.get $d)) (i64.const 32))))

  ;; Sorts 128 numbers by insertion; a round is one list.
  (func (export "sorting") (param $rounds i32) (result i64)
    (local $i i32) (local $j i32) (local $x i32) (local $value i32)
    (local.set $x (i32.const 0x2468ace))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $fill
        (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
        (i32.store (i32.shl (local.get $i) (i32.const 2)) (i32.shr_u (local.get $x) (i32.const 8)))
        (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 128))))
      (local.set $i (i32.const 4))
      (loop $take
        (local.set $value (i32.load (local.get $i)))
        (local.set $j (local.get $i))
        (block $placed
          (loop $shift
            (br_if $placed (i32.eqz (local.get $j)))
            (br_if $placed (i32.le_u (i32.load (i32.sub (local.get $j) (i32.const 4))) (local.get $value)))
            (i32.store (local.get $j) (i32.load (i32.sub (local.get $j) (i32.const 4))))
            (local.set $j (i32.sub (local.get $j) (i32.const 4)))
            (br $shift)))
        (i32.store (local.get $j) (local.get $value))
        (br_if $take (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 512))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.add (i64.load (i32.const 0)) (i64.load (i32.const 504))))

  ;; Calls: by name, by table, and of itself.
  (func (export "calls") (param $rounds i32) (result i64)
    (local $x i64)
    (local.set $x (i64.const 0x9e3779b97f4a7c15))
    (loop $again
      (local.set $x (call_indirect (type $step) (local.get $x)
        (i32.and (i32.wrap_i64 (local.get $x)) (i32.const 3))))
      (local.set $x (i64.add (local.get $x) (call $depth (i32.const 8))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $x))
  (func $depth (param $left i32) (result i64)
    (if (result i64) (local.get $left)
      (then (i64.add (i64.const 3) (call $depth (i32.sub (local.get $left) (i32.const 1)))))
      (else (i64.const 1))))
  (func $step_a (type $step) (i64.add (local.get 0) (i64.const 0x632be59bd9b4e019)))
  (func $step_b (type $step) (i64.rotl (local.get 0) (i64.const 23)))
  (func $step_c (type $step) (i64.xor (local.get 0) (i64.shr_u (local.get 0) (i64.const 29))))
  (func $step_d (type $step) (i64.mul (local.get 0) (i64.const 0x2545f4914f6cdd1d)))

  ;; Vectors: four numbers at a time, whole and floating, through 4 KiB; a round is one pass.
  (func (export "vectors") (param $rounds i32) (result i64)
    (local $at i32) (local $sum v128) (local $floats v128)
    (memory.fill (i32.const 0) (i32.const 0x3d) (i32.const 4096))
    (local.set $sum (v128.const i32x4 1 2 3 4))
    (local.set $floats (v128.const f32x4 0.25 0.5 0.75 0.125))
    (loop $again
      (local.set $at (i32.const 0))
      (loop $pass
        (local.set $sum (i32x4.add
          (v128.xor (local.get $sum) (v128.load (local.get $at)))
          (i32x4.shl (local.get $sum) (i32.const 5))))
        (local.set $floats (f32x4.add
          (f32x4.mul (local.get $floats) (v128.const f32x4 0.5 0.5 0.5 0.5))
          (f32x4.mul (v128.load offset=16 (local.get $at)) (v128.const f32x4 0.25 0.5 0.75 1))))
        (br_if $pass (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (i32.const 4096))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.xor
      (i64.xor (i64x2.extract_lane 0 (local.get $sum)) (i64x2.extract_lane 1 (local.get $sum)))
      (i64.xor (i64x2.extract_lane 0 (local.get $floats)) (i64x2.extract_lane 1 (local.get $floats)))))

  ;; Bulk memory: copies and fills of 2 KiB through 256 KiB.
  (func (export "copies") (param $rounds i32) (result i64)
    (local $at i32)
    (memory.fill (i32.const 0) (i32.const 2) (i32.const 0x40000))
    (loop $again
      (local.set $at
        (i32.and (i32.add (local.get $at) (i32.const 0xa80)) (i32.const 0x3efff)))
      (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (local.get $rounds)))
      (memory.copy (i32.and (i32.mul (local.get $at) (i32.const 5)) (i32.const 0x3efff)) (local.get $at) (i32.const 2048))
      (memory.fill (i32.add (local.get $at) (i32.const 2048)) (local.get $rounds) (i32.const 512))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.xor (i64.load (local.get $at)) (i64.load (i32.const 0x20000))))
)
