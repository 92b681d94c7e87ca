package baseline

// This file inverts large symmetric positive definite matrices in place, in single precision.

import (
	"context"
	"errors"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/mat"
)

const (
	sweepBlock = 128 // pivots swept at once
	sweepStrip = 512 // rows updated by one product
)

// errNotDefinite says that a pivot block had no Cholesky factor.
var errNotDefinite = errors.New("the matrix is not positive definite")

// invert replaces a symmetric positive definite n × n matrix (row-major; only the lower triangle is read) by its inverse, both
// triangles. It sweeps blocks of pivots (Goodnight, "A tutorial on the SWEEP operator", The American Statistician 1979, here with
// blocks for pivots), which keeps the matrix symmetric, so that half of it is computed: n³ operations, as many as by a Cholesky
// factorisation, but nearly all of them in matrix products. Memory: 3·n·sweepBlock floats besides.
func invert(ctx context.Context, a []float32, n int) error {
	s := &sweeper{a: a, n: n}
	for k := 0; k < n; k += sweepBlock {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.sweep(k, min(sweepBlock, n-k)); err != nil {
			return err
		}
	}
	for i := range n {
		for j := range i + 1 {
			v := -a[i*n+j]
			a[i*n+j], a[j*n+i] = v, v
		}
	}
	return nil
}

// sweeper holds the matrix and the operands of a sweep's products.
type sweeper struct {
	a []float32
	n int
	// column is the pivots' columns, n × b, and row the same transposed, b × n, both 0 at the pivots; scaled is column times the
	// inverse of the pivot block.
	column, row, scaled blas32.General
}

// sweep sweeps the b pivots from k: with K the pivots and i, j the others,
//
//	A_ij ← A_ij − A_iK·A_KK⁻¹·A_Kj,   A_iK ← A_iK·A_KK⁻¹,   A_KK ← −A_KK⁻¹
func (s *sweeper) sweep(k, b int) error {
	pivot, err := s.pivot(k, b)
	if err != nil {
		return err
	}
	s.gather(k, b)
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, s.column, pivot, 0, s.scaled)
	s.update()
	s.scatter(k, pivot)
	return nil
}

// pivot returns A_KK⁻¹, computed in double precision.
func (s *sweeper) pivot(k, b int) (blas32.General, error) {
	block := mat.NewSymDense(b, nil)
	for i := range b {
		for j := range i + 1 {
			block.SetSym(i, j, float64(s.a[(k+i)*s.n+k+j]))
		}
	}
	var c mat.Cholesky
	if !c.Factorize(block) || c.InverseTo(block) != nil {
		return blas32.General{}, errNotDefinite
	}
	out := newGeneral(b, b)
	for i := range out.Data {
		out.Data[i] = float32(block.At(i/b, i%b))
	}
	return out, nil
}

// gather copies the pivots' columns out of the lower triangle.
func (s *sweeper) gather(k, b int) {
	if s.column.Cols != b {
		s.column, s.row, s.scaled = newGeneral(s.n, b), newGeneral(b, s.n), newGeneral(s.n, b)
	}
	for i := range s.n {
		for c := range b {
			v := float32(0)
			if i < k {
				v = s.a[(k+c)*s.n+i]
			} else if i >= k+b {
				v = s.a[i*s.n+k+c]
			}
			s.column.Data[i*b+c], s.row.Data[c*s.n+i] = v, v
		}
	}
}

// update subtracts scaled · row from the lower triangle, strip by strip.
func (s *sweeper) update() {
	for i := 0; i < s.n; i += sweepStrip {
		end := min(i+sweepStrip, s.n)
		b := s.column.Cols
		left := blas32.General{Rows: end - i, Cols: b, Stride: b, Data: s.scaled.Data[i*b : end*b]}
		right := blas32.General{Rows: b, Cols: end, Stride: s.n, Data: s.row.Data}
		strip := blas32.General{Rows: end - i, Cols: end, Stride: s.n, Data: s.a[i*s.n:]}
		blas32.Gemm(blas.NoTrans, blas.NoTrans, -1, left, right, 1, strip)
	}
}

// scatter writes the pivots' columns and block back to the lower triangle.
func (s *sweeper) scatter(k int, pivot blas32.General) {
	b := pivot.Cols
	for i := range s.n {
		for c := range b {
			switch v := s.scaled.Data[i*b+c]; {
			case i < k:
				s.a[(k+c)*s.n+i] = v
			case i < k+b:
				s.a[i*s.n+k+c] = -pivot.Data[(i-k)*b+c]
			default:
				s.a[i*s.n+k+c] = v
			}
		}
	}
}

func newGeneral(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
}
