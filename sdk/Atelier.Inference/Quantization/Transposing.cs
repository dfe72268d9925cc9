namespace Atelier.Inference;

/// <summary>Changes the order of the dimensions of an array.</summary>
internal static class Transposing
{
    /// <summary>The elements in the new order; dimension i of the result is dimension <c>order[i]</c> of the source.</summary>
    public static float[] Of(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, ReadOnlySpan<int> order)
    {
        var strides = new long[shape.Length];
        for (var (axis, stride) = (shape.Length - 1, 1L); axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        var result = new float[values.Length];
        var place = new long[shape.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var from = 0L;
            for (var axis = 0; axis < order.Length; axis++)
            {
                from += place[axis] * strides[order[axis]];
            }

            result[i] = values[(int)from];
            for (var axis = order.Length - 1; axis >= 0 && ++place[axis] == shape[order[axis]]; axis--)
            {
                place[axis] = 0;
            }
        }

        return result;
    }
}
