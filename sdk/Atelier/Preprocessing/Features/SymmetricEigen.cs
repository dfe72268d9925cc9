using System.Numerics.Tensors;

namespace Atelier.Preprocessing;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix in float64.</summary>
/// <remarks>
/// Householder reflections to tridiagonal form, then the QL method with implicit shifts (Golub and Van Loan, Matrix Computations, 4th
/// edition, 8.3). Cost n³; n = 784 takes seconds.
/// </remarks>
internal static class SymmetricEigen
{
    private const int MostRounds = 60;

    /// <summary>Decomposes a matrix, which is overwritten.</summary>
    /// <param name="matrix">n rows of n values, symmetric.</param>
    /// <returns>The eigenvalues from the largest down, and their eigenvectors of length 1, one an array.</returns>
    public static (double[] Values, double[][] Vectors) Decompose(double[][] matrix)
    {
        // Small numbers first: features of very different sizes then keep their own precision, which large ones in front would cost.
        int[] sizes = [.. Enumerable.Range(0, matrix.Length).OrderBy(at => Math.Abs(matrix[at][at]))];
        double[][] sorted = [.. sizes.Select(i => sizes.Select(j => matrix[i][j]).ToArray())];
        var vectors = sorted.Select((_, at) => Unit(sorted.Length, at)).ToArray();
        var (diagonal, beside) = Tridiagonalize(sorted, vectors);
        Diagonalize(diagonal, beside, vectors);
        int[] order = [.. Enumerable.Range(0, matrix.Length).OrderByDescending(at => diagonal[at])];
        return ([.. order.Select(at => diagonal[at])], [.. order.Select(at => Unsorted(vectors[at], sizes))]);
    }

    private static double[] Unit(int size, int at)
    {
        var vector = new double[size];
        vector[at] = 1;
        return vector;
    }

    private static double[] Unsorted(double[] vector, int[] places)
    {
        var result = new double[vector.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[places[i]] = vector[i];
        }

        return result;
    }

    /// <summary>Reflects the matrix, last row first, to tridiagonal form T = Q' A Q; the unit vectors in <paramref name="basis"/> become the columns of Q.</summary>
    private static (double[] Diagonal, double[] Beside) Tridiagonalize(double[][] a, double[][] basis)
    {
        var size = a.Length;
        var mirrors = new List<double[]>();
        var product = new double[size];
        for (var k = size - 1; k >= 2; k--)
        {
            var direction = a[k].AsSpan(0, k).ToArray();
            var length = TensorPrimitives.Norm<double>(direction);
            if (length == 0)
            {
                continue;
            }

            direction[^1] += direction[^1] < 0 ? -length : length;
            TensorPrimitives.Divide(direction, TensorPrimitives.Norm<double>(direction), direction);

            // A becomes H A H with H = 1 - 2 v v': A - v w' - w v' with w = 2 (A v - (v' A v) v).
            var w = product.AsSpan(0, k);
            for (var i = 0; i < k; i++)
            {
                w[i] = TensorPrimitives.Dot<double>(a[i].AsSpan(0, k), direction);
            }

            var half = TensorPrimitives.Dot<double>(w, direction);
            TensorPrimitives.MultiplyAdd<double>(direction, -half, w, w);
            TensorPrimitives.Multiply(w, 2, w);
            for (var i = 0; i < k; i++)
            {
                var row = a[i].AsSpan(0, k);
                TensorPrimitives.MultiplyAdd<double>(w, -direction[i], row, row);
                TensorPrimitives.MultiplyAdd<double>(direction, -w[i], row, row);
            }

            a[k][k - 1] -= 2 * TensorPrimitives.Dot<double>(a[k].AsSpan(0, k), direction) * direction[^1];
            mirrors.Add(direction);
        }

        // Q = H1 H2 ... applied to the unit vectors from the last mirror to the first.
        for (var at = mirrors.Count - 1; at >= 0; at--)
        {
            var direction = mirrors[at];
            foreach (var vector in basis.AsSpan(0, direction.Length))
            {
                var part = vector.AsSpan(0, direction.Length);
                TensorPrimitives.MultiplyAdd<double>(direction, -2 * TensorPrimitives.Dot<double>(part, direction), part, part);
            }
        }

        return ([.. a.Select((row, i) => row[i])], [.. a.Skip(1).Select((row, i) => row[i]), 0]);
    }

    /// <summary>Turns planes until nothing stands beside the diagonal.</summary>
    private static void Diagonalize(double[] diagonal, double[] beside, double[][] vectors)
    {
        var size = diagonal.Length;
        for (var low = 0; low < size; low++)
        {
            for (var round = 0; ; round++)
            {
                var high = low;
                while (high < size - 1 && Math.Abs(beside[high]) > double.Epsilon
                    && Math.Abs(beside[high]) > 1.1e-16 * (Math.Abs(diagonal[high]) + Math.Abs(diagonal[high + 1])))
                {
                    high++;
                }

                if (high == low)
                {
                    break;
                }

                if (round == MostRounds)
                {
                    throw new InvalidOperationException("The principal components did not converge; the data holds numbers of too different sizes. Scale it first.");
                }

                Turn(diagonal, beside, vectors, low, high);
            }
        }
    }

    private static void Turn(double[] diagonal, double[] beside, double[][] vectors, int low, int high)
    {
        var shift = (diagonal[low + 1] - diagonal[low]) / (2 * beside[low]);
        var root = double.Hypot(shift, 1);
        var g = diagonal[high] - diagonal[low] + (beside[low] / (shift + (shift < 0 ? -root : root)));
        var (sine, cosine, lost) = (1.0, 1.0, 0.0);
        for (var i = high - 1; i >= low; i--)
        {
            var f = sine * beside[i];
            var b = cosine * beside[i];
            root = double.Hypot(f, g);
            beside[i + 1] = root;
            if (root == 0)
            {
                diagonal[i + 1] -= lost;
                beside[high] = 0;
                return;
            }

            (sine, cosine) = (f / root, g / root);
            g = diagonal[i + 1] - lost;
            root = ((diagonal[i] - g) * sine) + (2 * cosine * b);
            lost = sine * root;
            diagonal[i + 1] = g + lost;
            g = (cosine * root) - b;
            Rotate(vectors[i], vectors[i + 1], sine, cosine);
        }

        diagonal[low] -= lost;
        beside[low] = g;
        beside[high] = 0;
    }

    private static void Rotate(double[] left, double[] right, double sine, double cosine)
    {
        for (var k = 0; k < left.Length; k++)
        {
            var f = right[k];
            right[k] = (sine * left[k]) + (cosine * f);
            left[k] = (cosine * left[k]) - (sine * f);
        }
    }
}
