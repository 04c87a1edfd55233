using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Numerics;

/// <summary>Triangular solves by strips, and what a reduction to tridiagonal form gives beside solutions.</summary>
public sealed class TriangularStripsFacts
{
    [Fact]
    public void Every_vector_is_solved_and_its_square_summed() => Gen.Select(Gen.ULong, Gen.Int[1, 300], Gen.Int[1, 40]).Sample((seed, size, count) =>
    {
        var random = new RandomStream(seed);
        int length = TriangularStrips.LengthOf(size), strips = (count + 7) / 8, from = 8 * random.NextBelow((size + 7) / 8);
        var r = Matrix<double>.Build.Dense(size, size, (i, j) => i > j ? 0 : i == j ? 1 + random.NextUniform() : (random.NextUniform() - 0.5) / Math.Sqrt(size));
        var packed = new double[length * length];
        Array.Fill(packed, double.NaN); // what isn't R is never read
        for (int i = 0; i < size; i++)
            for (int j = i; j < size; j++)
                packed[i * length + j] = r[i, j];
        double[] x = new double[strips * 8 * length], squares = new double[strips * 8];
        var right = Matrix<double>.Build.Dense(size, count, (k, _) => k < from ? 0 : random.NextUniform() - 0.5);
        for (int b = 0; b < count; b++)
            for (int k = 0; k < size; k++)
                x[StripKernels.At(b, k, length)] = right[k, b];
        var solver = new TriangularStrips();
        solver.Take(packed, length, size);
        solver.Solve(x, strips, from, squares);
        var solution = r.Transpose().Solve(right);
        double[] c = [.. Enumerable.Range(0, length).Select(k => k < size ? random.NextUniform() - 0.5 : 0)], products = new double[strips * 8];
        TriangularStrips.Products(x, strips, c, products);
        for (int b = 0; b < count; b++)
        {
            for (int k = 0; k < size; k++)
                Assert.Equal(solution[k, b], x[StripKernels.At(b, k, length)], 1e-12 * (1 + solution.Column(b).L2Norm()));
            Assert.Equal(solution.Column(b).DotProduct(solution.Column(b)), squares[b], 1e-12 * (1 + squares[b]));
            Assert.Equal(solution.Column(b).DotProduct(Vector<double>.Build.DenseOfArray(c[..size])), products[b], 1e-12 * (1 + Math.Sqrt(squares[b] * size)));
        }
    }, iter: 100);

    [Fact]
    public void The_basis_reduces_the_matrix_and_forms_are_those_of_its_inverse() => Gen.Select(Gen.ULong, Gen.Int[1, 120]).Sample((seed, size) =>
    {
        const int Lanes = Tridiagonal.Lanes;
        var random = new RandomStream(seed);
        int stride = TriangularStrips.LengthOf(size);
        var factor = Matrix<double>.Build.Dense(size, 1 + random.NextBelow(size + 5), (_, _) => random.NextUniform() - 0.5);
        var a = factor * factor.Transpose();
        var values = new double[size * stride];
        for (int i = 0; i < size; i++)
            for (int j = 0; j <= i; j++)
                values[i * stride + j] = a[i, j];
        var reduced = new Tridiagonal(values, size, stride);
        var strips = new double[stride * size];
        reduced.Basis(strips);
        var q = Matrix<double>.Build.Dense(size, size, (i, c) => strips[StripKernels.At(c, i, size)]);
        Assert.InRange((q.TransposeThisAndMultiply(q) - Matrix<double>.Build.DenseIdentity(size)).FrobeniusNorm(), 0, 1e-13 * size);
        Assert.True(reduced.Largest() >= (1 - 1e-12) * a.Evd(Symmetricity.Symmetric).EigenValues.Real().Maximum());

        double[] lambdas = [.. Enumerable.Range(0, Lanes).Select(b => Math.Pow(10, -b / 2.0))], table = new double[3 * Lanes * size], squares = new double[4 * Lanes], products = new double[4 * Lanes];
        Vector<double> h = Vector<double>.Build.Dense(size, _ => random.NextUniform() - 0.5);
        reduced.Factor(lambdas, (q.Transpose() * h).ToArray(), table);
        var rows = Matrix<double>.Build.Dense(4, size, (_, _) => random.NextUniform() - 0.5);
        double[] y = [.. (rows * q).ToRowMajorArray()];
        reduced.Forms(table, [0, size, 2 * size, 3 * size], y, squares, products);
        for (int b = 0; b < Lanes; b++)
        {
            var shifted = a + lambdas[b] * Matrix<double>.Build.DenseIdentity(size);
            for (int row = 0; row < 4; row++)
            {
                double square = rows.Row(row) * shifted.Solve(rows.Row(row)), product = rows.Row(row) * shifted.Solve(h);
                Assert.Equal(square, squares[row * Lanes + b], 1e-10 * (1 + square));
                Assert.Equal(product, products[row * Lanes + b], 1e-10 * (1 + square + h.L2Norm() / lambdas[b]));
            }
        }
    }, iter: 100);
}
