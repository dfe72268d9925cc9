using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Atelier.Training.Tests.Export;

/// <summary>Ways to use operations that few models use.</summary>
internal static class RareOperationCases
{
    public static IEnumerable<(string Name, OperationCase Case)> All => [.. Scans(), .. Statistics(), .. Writing(), .. Combining(), .. Specials(), .. Views()];

    private static IEnumerable<(string Name, OperationCase Case)> Scans() =>
    [
        ("cumprod", new(x => x.cumprod(1), [5])),
        ("cumprod_first", new(x => x.cumprod(1), [3, 4])),
        ("cumprod_rows", new(x => x.cumprod(0), [3])),
        ("cummax", new(x => x.cummax(1).values, [5])),
        ("cummax_places", new(x => x.cummax(-1).indexes, [2, 5])),
        ("cummin", new(x => x.cummin(2).values, [3, 4, 2])),
        ("logcumsumexp", new(x => (x * 30).logcumsumexp(1) / 100, [6])),
        ("cumsum_int32", new(x => x.cumsum(1), [6], "int32")),
        ("diff", new(x => x.diff(), [5])),
        ("diff_axis", new(x => x.diff(1, 1), [5, 2])),
        ("diff_between", new(x => x.diff(1, 1, x * 2, x * 3), [3])),
        ("diff_bool", new(x => x.diff(), [6], "bool")),
    ];

    private static IEnumerable<(string Name, OperationCase Case)> Statistics() =>
    [
        ("std_mean", new(x => Sum(x.std_mean([1], true, false)), [5])),
        ("std_mean_keep", new(x => Sum(x.std_mean([1, 2], false, true)), [5, 3])),
        ("var_mean_all", new(x => Sum(x.var_mean(true)), [5])),
        ("var_mean_axis", new(x => Sum(x.var_mean([2], true, true)), [5, 3])),
        ("median_all", new(x => x.median(), [3])),
        ("kthvalue", new(x => x.kthvalue(2, 1).Item1, [5])),
        ("kthvalue_places", new(x => x.kthvalue(3, 2, true).Item2, [2, 4])),
        ("quantile", new(x => x.quantile(tensor(new[] { 0.1f, 0.5f, 0.77f }), 1), [7])),
        ("quantile_one", new(x => x.quantile(tensor(0.35f), 1, true), [7, 2])),
        ("aminmax", new(x => Sum(x.aminmax()), [4])),
        ("aminmax_axis", new(x => Sum(x.aminmax(1, true)), [4, 2])),
        ("nansum", new(x => x.log().nansum(), [9], "unit")),
        ("argmax_int", new(x => x.argmax(1), [6], "int32")),
        ("dist", new(x => x.dist(x * 0.5, 3), [4])),
    ];

    private static IEnumerable<(string Name, OperationCase Case)> Writing() =>
    [
        ("index_add", new(x => x.index_add(1, tensor(new long[] { 3, 0, 3 }), ones(x.shape[0], 3) * 2, 1.5), [5])),
        ("index_copy", new(x => x.index_copy(2, tensor(new long[] { 1, 0 }), x.slice(2, 1, 3, 1)), [2, 4])),
        ("masked_scatter", new(x => x.masked_scatter(x.gt(0), arange(1000, dtype: ScalarType.Float32)), [5])),
        ("masked_scatter_row", new(x => x.masked_scatter(tensor(new[] { true, false, true }), -x), [3])),
        ("select_scatter", new(x => x.select_scatter(x.select(1, 2) * 3, 1, 0), [4, 2])),
        ("select_scatter_last", new(x => x.select_scatter(zeros(x.shape[0]), 1, -1), [4])),
        ("slice_scatter", new(x => x.slice_scatter(x.slice(1, 0, 2, 1) * 9, 1, 1, 3), [4])),
        ("diagonal_scatter", new(x => x.diagonal_scatter(ones(x.shape[0], 2), 1, 1, 2), [3, 3])),
        ("index_behind", new(x => x[TensorIndex.Colon, At(new long[] { 2, 0 })], [3])),
        ("index_apart", new(x => x[TensorIndex.Colon, At(new long[] { 2, 0 }), TensorIndex.Colon, At(new long[] { 1, 1 })], [3, 2, 4])),
        ("index_together", new(x => x[TensorIndex.Colon, TensorIndex.Colon, At(new long[,] { { 2, 0 } }), At(new long[] { 1, 1 })], [2, 3, 4])),
        ("mask_behind", new(x => x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { true, false, true }))], [3, 2])),
        ("index_put_behind", new(x => Put(x, x * 0 + 7, TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))), [2])),
        ("index_put_apart", new(
            x => Written(x, y => y[TensorIndex.Colon, At(new long[] { 2, 0 }), TensorIndex.Colon, At(new long[] { 1, 3 })] = y.select(2, 0).select(1, 0).select(1, 0).unsqueeze(-1).unsqueeze(0).expand(2, -1, 2)), [3, 2, 4])),
        ("index_put_together", new(x => Written(x, y => y[TensorIndex.Colon, TensorIndex.Colon, At(new long[] { 2, 0 }), At(new long[] { 1, 3 })] = tensor(5f)), [2, 3, 4])),
        ("mask_put_values", new(x => Written(x, y => y[y.gt(0)] = y[y.gt(0)] * 2), [5])),
        ("max_unpool2d", new(x =>
        {
            var (values, places) = F.max_pool2d_with_indices(x, [2, 2], null, null, null, false);
            return F.max_unpool2d(values, places, [4, 6]);
        }, [2, 4, 6])),
        ("fold", new(x => F.fold(F.unfold(x, (3, 3), padding: (1, 1)), (4, 6), (3, 3), padding: (1, 1)), [2, 4, 6]) { Opset = 18 }),
    ];

    private static IEnumerable<(string Name, OperationCase Case)> Combining() =>
    [
        ("cross", new(x => linalg.cross(x, x.roll(1, 1) + 1, 1), [3])),
        ("cross_last", new(x => linalg.cross(x, x * x + 1, -1), [2, 3])),
        ("kron", new(x => x.kron(ones(2, 3) * 2), [4])),
        ("kron_more", new(x => x.kron(arange(6, dtype: ScalarType.Float32).reshape(2, 3)), [4, 2])),
        ("block_diag", new(x => block_diag(x, x * 2, ones(3)), [4])),
        ("cartesian_prod", new(x => cartesian_prod(x.flatten(), arange(3, dtype: ScalarType.Float32)), [2])),
        ("combinations", new(x => combinations(x.select(0, 0), 2), [4])),
        ("combinations_repeated", new(x => combinations(x.select(0, 0), 3, true), [3])),
        ("affine_grid", new(x => F.grid_sample(x.reshape(-1, 1, 2, 3), F.affine_grid(x.reshape(-1, 2, 3), [x.shape[0], 1, 4, 5], false), align_corners: false), [6])),
        ("affine_grid_corners", new(x => F.affine_grid(x.reshape(-1, 3, 4), [x.shape[0], 1, 2, 3, 4], true), [12])),
        ("column_stack", new(x => column_stack(x, x * 2), [3])),
        ("column_stack_vectors", new(x => column_stack(x.sum(1), x.mean([1])), [3])),
        ("atleast_2d", new(x => x.sum(1).atleast_2d(), [3])),
        ("atleast_3d", new(x => x.atleast_3d(), [3])),
        ("atleast_1d", new(x => x.sum().atleast_1d(), [3])),
        ("inner", new(x => inner(x, x * 2 + 1), [3])),
        ("inner_number", new(x => inner(x, tensor(2f)), [3])),
        ("matrix_power", new(x => x.matrix_power(3), [3, 3])),
        ("det", new(x => x.det(), [3, 3])),
        ("vecdot", new(x => linalg.vecdot(x, x + 1), [2, 3])),
        ("dsplit", new(x => Sum((x.dsplit(2)[0], x.dsplit(2)[1])), [3, 4])),
    ];

    private static IEnumerable<(string Name, OperationCase Case)> Specials() =>
    [
        ("sinc", new(x => x.sinc(), [6])),
        ("sinc_zero", new(x => (x * 0).sinc(), [3])),
        ("entr", new(x => special.entr(x), [6], "unit")),
        ("ndtr", new(x => special.ndtr(x), [6])),
        ("special_exp2", new(x => special.exp2(x), [4])),
        ("special_expm1", new(x => special.expm1(x * 0.01), [4])),
        ("special_erfc", new(x => special.erfc(x), [4])),
        ("special_logit", new(x => special.logit(x.abs()), [4], "unit")),
        ("copysign", new(x => x.copysign(-x.abs()), [4])),
        ("copysign_zero", new(x => x.abs().copysign((x * 0).neg()), [4])),
        ("heaviside", new(x => x.round().heaviside(ones(1) * 0.5), [9])),
        ("ldexp", new(x => x.ldexp(tensor(new long[] { 2, -1, 0 })), [3])),
        ("logaddexp2", new(x => x.logaddexp2(x * 3), [5])),
        ("signbit", new(x => x.signbit(), [5])),
        ("signbit_int", new(x => x.signbit(), [5], "int32")),
        ("isposinf", new(x => (1 / x.round()).isposinf(), [9])),
        ("isneginf", new(x => (-1 / x.round().abs()).isneginf(), [9])),
        ("isclose", new(x => x.isclose(x + 1e-6, 1e-5, 0), [9])),
        ("isclose_nan", new(x => x.log().isclose(x.log(), 1e-5, 0, true), [9])),
        ("left_shift", new(x => x.bitwise_left_shift(x), [5], "int")),
        ("right_shift", new(x => x.bitwise_right_shift(ones(1, dtype: ScalarType.Int32)), [5], "int32")),
    ];

    /// <summary>Operations in place on every kind of view reach the tensor that the view looks at.</summary>
    private static IEnumerable<(string Name, OperationCase Case)> Views() =>
    [
        ("view_diagonal", new(x => Written(x, y => y.diagonal(0, 1, 2).fill_(7)), [3, 3])),
        ("view_chunk", new(x => Written(x, y => y.chunk(2, 1)[1].mul_(3)), [4])),
        ("view_split", new(x => Written(x, y => y.split(3, 1)[0].add_(1)), [5])),
        ("view_unbind", new(x => Written(x, y => y.unbind(1)[2].zero_()), [4, 2])),
        ("view_step", new(x => Written(x, y => y.slice(1, 0, 6, 2).sub_(4)), [6])),
        ("view_unfold", new(x => Written(x, y => y.unfold(1, 2, 2).mul_(2)), [6])),
        ("view_movedim", new(x => Written(x, y => y.movedim([1], [2]).select(2, 1).add_(9)), [3, 2])),
        ("view_narrow", new(x => Written(x, y => y.narrow(1, 1, 2).add_(9)), [4])),
        ("view_of_view", new(x => Written(x, y => y.transpose(1, 2).diagonal(0, 1, 2).select(1, 0).mul_(-1)), [3, 3])),
        ("view_read_after", new(
            x =>
            {
                var y = x.clone();
                var part = y.slice(1, 0, 4, 2);
                y.mul_(2);
                return part + y.slice(1, 1, 4, 2);
            },
            [4])),
    ];

    private static Tensor Sum((Tensor, Tensor) parts) => parts.Item1 + parts.Item2;

    private static Tensor Written(Tensor value, Action<Tensor> write)
    {
        var copy = value.clone();
        write(copy);
        return copy;
    }

    private static TensorIndex At(long[] places) => TensorIndex.Tensor(tensor(places));

    private static TensorIndex At(long[,] places) => TensorIndex.Tensor(tensor(places));

    private static Tensor Put(Tensor value, Tensor content, params TensorIndex[] places)
    {
        var copy = zeros(value.shape[0], 4);
        copy[places] = content;
        return copy;
    }
}
