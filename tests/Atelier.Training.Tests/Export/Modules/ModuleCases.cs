using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>Modules of TorchSharp and layers of the kit with settings that matter, by a name that begins with the module's.</summary>
internal static class ModuleCases
{
    private static readonly string?[] Sequence = ["batch", null, "length"];
    private static readonly string?[] Image = ["batch", null, "height", "width"];
    private static readonly string?[] Time = ["batch", "time"];
    private static readonly string?[] TimeFirst = ["time", "batch"];

    public static IReadOnlyDictionary<string, ModuleCase> All { get; } =
        Functions().Concat(Convolutions()).Concat(Pools()).Concat(Normalizations()).Concat(Images()).Concat(Sequences()).Concat(Transformers()).Concat(Layers()).Concat(Others()).ToDictionary(pair => pair.Name, pair => pair.Case);

    private static IEnumerable<(string Name, ModuleCase Case)> Functions() =>
    [
        ("CELU", new(() => CELU(0.7), [5])),
        ("ELU", new(() => ELU(0.7), [5])),
        ("GELU", new(() => GELU(), [5])),
        ("GELU tanh", new(() => GELU(TorchSharp.Modules.GELU.Approximate.tanh), [5])),
        ("GLU", new(() => GLU(1), [6])),
        ("Hardshrink", new(() => Hardshrink(0.3), [5])),
        ("Hardsigmoid", new(() => Hardsigmoid(), [5])),
        ("Hardswish", new(() => Hardswish(), [5])),
        ("Hardtanh", new(() => Hardtanh(-0.5, 0.7), [5])),
        ("LeakyReLU", new(() => LeakyReLU(0.2), [5])),
        ("LogSigmoid", new(() => LogSigmoid(), [5])),
        ("LogSoftmax", new(() => LogSoftmax(1), [5])),
        ("Mish", new(() => Mish(), [5])),
        ("PReLU one", new(() => PReLU(1), [3, 4])),
        ("PReLU channels", new(() => PReLU(3), [3, 4, 2])),
        ("RReLU", new(() => RReLU(), [5])),
        ("ReLU", new(() => ReLU(), [5])),
        ("ReLU6", new(() => ReLU6(), [5])),
        ("SELU", new(() => SELU(), [5])),
        ("SiLU", new(() => SiLU(), [5])),
        ("Sigmoid", new(() => Sigmoid(), [5])),
        ("Softmax", new(() => Softmax(1), [5, 3])),
        ("Softmax2d", new(() => Softmax2d(), [3, 2, 2])),
        ("Softmin", new(() => Softmin(1), [5])),
        ("Softplus", new(() => Softplus(2, 1), [5])),
        ("Softshrink", new(() => Softshrink(0.3), [5])),
        ("Softsign", new(() => Softsign(), [5])),
        ("Tanh", new(() => Tanh(), [5])),
        ("Tanhshrink", new(() => Tanhshrink(), [5])),
        ("Threshold", new(() => Threshold(0.1, 20), [5])),
    ];

    private static IEnumerable<(string Name, ModuleCase Case)> Convolutions() =>
    [
        ("Conv1d", new(() => Conv1d(2, 3, 3, 2, 1), [2, 9], Sequence)),
        ("Conv1d same even kernel", new(() => Conv1d(2, 3, 4, padding: Padding.Same), [2, 9], Sequence)),
        ("Conv1d valid", new(() => Conv1d(2, 3, 4, padding: Padding.Valid), [2, 9], Sequence)),
        ("Conv2d", new(() => Conv2d(2, 3, 3), [2, 8, 7], Image)),
        ("Conv2d dilated groups without bias", new(() => Conv2d(4, 6, 3, 2, 2, 2, groups: 2, bias: false), [4, 9, 8], Image)),
        ("Conv2d rectangular", new(() => Conv2d(2, 3, (3L, 5L), (2L, 1L), (1L, 2L)), [2, 9, 8], Image)),
        ("Conv2d same dilated", new(() => Conv2d(2, 3, 3, padding: Padding.Same, dilation: 2), [2, 8, 7], Image)),
        ("Conv2d reflect", new(() => Conv2d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Reflect), [2, 8, 7], Image)),
        ("Conv2d replicate", new(() => Conv2d(2, 3, 3, padding: 2, padding_mode: PaddingModes.Replicate), [2, 8, 7], Image)),
        ("Conv2d circular", new(() => Conv2d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Circular), [2, 8, 7], Image)),
        ("Conv2d depthwise", new(() => Conv2d(4, 4, 3, padding: 1, groups: 4), [4, 8, 7], Image)),
        ("Conv3d", new(() => Conv3d(2, 3, 3, padding: 1), [2, 5, 6, 4])),
        ("ConvTranspose1d", new(() => ConvTranspose1d(2, 3, 3, 2, 1, 1), [2, 6], Sequence)),
        ("ConvTranspose2d", new(() => ConvTranspose2d(2, 4, 3, 2, 1, 1, groups: 2), [2, 5, 4], Image)),
        ("ConvTranspose2d dilated", new(() => ConvTranspose2d(2, 3, 3, dilation: 2, bias: false), [2, 5, 4], Image)),
        ("ConvTranspose3d", new(() => ConvTranspose3d(2, 3, 2, 2), [2, 3, 3, 3])),
    ];

    private static IEnumerable<(string Name, ModuleCase Case)> Pools() =>
    [
        ("MaxPool1d", new(() => MaxPool1d(3), [2, 9], Sequence)),
        ("MaxPool2d", new(() => MaxPool2d(2), [2, 8, 7], Image)),
        ("MaxPool2d padded dilated", new(() => MaxPool2d(3, 2, 1, 2), [2, 9, 8], Image)),
        ("MaxPool2d ceil", new(() => MaxPool2d(3, 2, 1, ceil_mode: true), [2, 8, 7])),
        ("MaxPool2d ceil last window outside", new(() => MaxPool2d(2, 2, 1, ceil_mode: true), [2, 5, 5])),
        ("MaxPool3d", new(() => MaxPool3d(2), [2, 4, 4, 6])),
        ("AvgPool1d", new(() => AvgPool1d(3, 2, 1), [2, 9], Sequence)),
        ("AvgPool2d", new(() => AvgPool2d(2), [2, 8, 7], Image)),
        ("AvgPool2d without padding counted", new(() => AvgPool2d(3, 2, 1, count_include_pad: false), [2, 8, 7], Image)),
        ("AvgPool2d padding counted", new(() => AvgPool2d(3, 2, 1, count_include_pad: true), [2, 8, 7], Image)),
        ("AvgPool2d ceil", new(() => AvgPool2d(3, 2, 1, ceil_mode: true), [2, 8, 7])),
        ("AvgPool2d ceil without padding counted", new(() => AvgPool2d(3, 2, 1, ceil_mode: true, count_include_pad: false), [2, 8, 6])),
        ("AvgPool2d divisor", new(() => AvgPool2d(3, 2, 1, divisor_override: 5), [2, 8, 7], Image)),
        ("AvgPool3d", new(() => AvgPool3d(2L, 2L), [2, 4, 4, 6])),
        ("LPPool1d", new(() => LPPool1d(2, 3), [2, 9])),
        ("LPPool2d", new(() => LPPool2d(2, 3), [2, 9, 9])),
        ("AdaptiveAvgPool1d", new(() => AdaptiveAvgPool1d(4), [2, 9])),
        ("AdaptiveAvgPool2d one", new(() => AdaptiveAvgPool2d(1), [2, 8, 7], Image)),
        ("AdaptiveAvgPool2d divides", new(() => AdaptiveAvgPool2d(4), [2, 8, 8])),
        ("AdaptiveAvgPool2d does not divide", new(() => AdaptiveAvgPool2d((3L, 5L)), [2, 8, 7])),
        ("AdaptiveAvgPool2d grows", new(() => AdaptiveAvgPool2d(7), [2, 4, 5])),
        ("AdaptiveAvgPool3d", new(() => AdaptiveAvgPool3d((2L, 3L, 2L)), [2, 4, 5, 5])),
        ("AdaptiveMaxPool1d", new(() => AdaptiveMaxPool1d(4), [2, 9])),
        ("AdaptiveMaxPool2d", new(() => AdaptiveMaxPool2d([3L, 5L]), [2, 8, 7])),
    ];

    private static IEnumerable<(string Name, ModuleCase Case)> Normalizations() =>
    [
        ("BatchNorm1d rows", new(() => Worn(BatchNorm1d(3)), [3])),
        ("BatchNorm1d", new(() => Worn(BatchNorm1d(3)), [3, 5], Sequence)),
        ("BatchNorm2d", new(() => Worn(BatchNorm2d(3)), [3, 4, 5], Image)),
        ("BatchNorm2d plain", new(() => Worn(BatchNorm2d(3, affine: false)), [3, 4, 5], Image)),
        ("BatchNorm2d untracked", new(() => BatchNorm2d(3, track_running_stats: false), [3, 4, 5], [null])),
        ("BatchNorm3d", new(() => Worn(BatchNorm3d(2)), [2, 3, 4, 3])),
        ("InstanceNorm1d", new(() => InstanceNorm1d(3), [3, 6], Sequence)),
        ("InstanceNorm2d", new(() => InstanceNorm2d(3, affine: true), [3, 4, 5], Image)),
        ("InstanceNorm2d tracked", new(() => InstanceNorm2d(3, affine: true, track_running_stats: true), [3, 4, 5], Image)),
        ("InstanceNorm3d", new(() => InstanceNorm3d(2), [2, 3, 4, 3])),
        ("LayerNorm", new(() => LayerNorm(5), [3, 5], Time)),
        ("LayerNorm two axes", new(() => LayerNorm([3, 5], eps: 0.01), [3, 5])),
        ("LayerNorm plain", new(() => LayerNorm([5], elementwise_affine: false), [3, 5], Time)),
        ("GroupNorm", new(() => Worn(GroupNorm(2, 4)), [4, 4, 5], Image)),
        ("GroupNorm plain", new(() => GroupNorm(2, 4, affine: false), [4, 6], Sequence)),
        ("LocalResponseNorm", new(() => LocalResponseNorm(3), [5, 3, 3])),
    ];

    private static IEnumerable<(string Name, ModuleCase Case)> Images() =>
    [
        ("ConstantPad1d", new(() => ConstantPad1d((1L, 2L), 3.5), [2, 5], Sequence)),
        ("ConstantPad2d", new(() => ConstantPad2d((1L, 2L, 0L, 1L), 3.5), [2, 5, 4], Image)),
        ("ConstantPad2d cuts", new(() => ConstantPad2d((-1L, 2L, 0L, -1L), 3.5), [2, 5, 4], Image)),
        ("ConstantPad3d", new(() => ConstantPad3d(1, 3.5), [2, 3, 3, 3])),
        ("ZeroPad2d", new(() => ZeroPad2d(1), [2, 5, 4], Image)),
        ("ReflectionPad1d", new(() => ReflectionPad1d(2), [2, 5], Sequence)),
        ("ReflectionPad2d", new(() => ReflectionPad2d((1L, 2L, 0L, 1L)), [2, 5, 4], Image)),
        ("ReflectionPad3d", new(() => ReflectionPad3d(1), [2, 3, 3, 3])),
        ("ReplicationPad1d", new(() => ReplicationPad1d(2), [2, 5], Sequence)),
        ("ReplicationPad2d", new(() => ReplicationPad2d(2), [2, 5, 4], Image)),
        ("ReplicationPad3d", new(() => ReplicationPad3d(1), [2, 3, 3, 3])),
        ("PixelShuffle", new(() => PixelShuffle(2), [8, 3, 4], Image)),
        ("PixelUnshuffle", new(() => PixelUnshuffle(2), [2, 6, 4])),
        ("ChannelShuffle", new(() => ChannelShuffle(2), [4, 3, 4], Image)),
        ("Upsample nearest", new(() => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Nearest), [2, 3, 4], Image)),
        ("Upsample nearest fraction", new(() => Upsample(scale_factor: [1.5, 2.5], mode: UpsampleMode.Nearest), [2, 4, 4])),
        ("Upsample nearest size", new(() => Upsample(size: [7, 5], mode: UpsampleMode.Nearest), [2, 4, 4])),
        ("Upsample linear", new(() => Upsample(scale_factor: [2], mode: UpsampleMode.Linear), [2, 4], Sequence)),
        ("Upsample bilinear", new(() => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear), [2, 3, 4], Image)),
        ("Upsample bilinear aligned", new(() => Upsample(size: [7, 5], mode: UpsampleMode.Bilinear, align_corners: true), [2, 4, 4])),
        ("Upsample bicubic", new(() => Upsample(size: [7, 9], mode: UpsampleMode.Bicubic), [2, 4, 4])),
        ("Upsample trilinear", new(() => Upsample(scale_factor: [2, 2, 2], mode: UpsampleMode.Trilinear), [2, 3, 3, 3])),
        ("Unfold", new(() => Unfold((2L, 3L), (1L, 2L), (1L, 0L), (2L, 1L)), [2, 6, 7])),
    ];

    private static IEnumerable<(string Name, ModuleCase Case)> Sequences() =>
    [
        ("Embedding", new(() => Embedding(10, 4, padding_idx: 2), [5], Time, "int")),
        ("LSTM", new(() => LSTM(3, 4), [6, 3], TimeFirst, BatchAt: 1)),
        ("LSTM layers both ways batch first", new(() => LSTM(3, 4, 2, batchFirst: true, bidirectional: true), [6, 3], Time)),
        ("LSTM without bias", new(() => LSTM(3, 4, bias: false, batchFirst: true), [6, 3], Time)),
        ("GRU", new(() => GRU(3, 4, batchFirst: true), [6, 3], Time)),
        ("GRU layers both ways", new(() => GRU(3, 4, 2, batchFirst: true, bidirectional: true), [6, 3], Time)),
        ("RNN tanh", new(() => RNN(3, 4, batchFirst: true), [6, 3], Time)),
        ("RNN relu layers both ways", new(() => RNN(3, 4, 2, NonLinearities.ReLU, batchFirst: true, bidirectional: true), [6, 3], Time)),
        ("LSTMCell", new(() => LSTMCell(3, 4), [3]) { Call = (model, x) => ((LSTMCell)model).call(x, (zeros(x.shape[0], 4), ones(x.shape[0], 4))) }),
        ("GRUCell", new(() => GRUCell(3, 4), [3])),
        ("RNNCell", new(() => RNNCell(3, 4, NonLinearities.ReLU), [3])),
    ];

    private static IEnumerable<(string Name, ModuleCase Case)> Transformers() =>
    [
        ("MultiheadAttention to itself", new(() => MultiheadAttention(8, 2), [5, 8], TimeFirst, BatchAt: 1) { Call = (model, x) => ((MultiheadAttention)model).call(x, x, x) }),
        ("MultiheadAttention other widths", new(() => MultiheadAttention(8, 2, kdim: 3, vdim: 3), [5, 8], TimeFirst, BatchAt: 1)
        {
            Call = (model, x) => ((MultiheadAttention)model).call(x, x[TensorIndex.Ellipsis, ..3], x[TensorIndex.Ellipsis, 5..]),
        }),
        ("TransformerEncoderLayer", new(() => TransformerEncoderLayer(8, 2, 16), [5, 8], TimeFirst, BatchAt: 1)),
        ("TransformerEncoder", new(() => TransformerEncoder(TransformerEncoderLayer(8, 2, 16, activation: nn.Activations.GELU), 2), [5, 8], TimeFirst, BatchAt: 1)),
        ("TransformerDecoderLayer", new(() => TransformerDecoderLayer(8, 2, 16), [5, 8], TimeFirst, BatchAt: 1) { Call = (model, x) => ((TransformerDecoderLayer)model).call(x, x.cos()) }),
        ("TransformerDecoder", new(() => TransformerDecoder(TransformerDecoderLayer(8, 2, 16, activation: nn.Activations.GELU), 2), [5, 8], TimeFirst, BatchAt: 1)
        {
            Call = (model, x) => ((TransformerDecoder)model).call(x, x.cos()),
        }),
        ("Transformer", new(() => nn.Transformer(8, 2, 1, 1, 16), [5, 8], TimeFirst, BatchAt: 1) { Call = (model, x) => ((Transformer)model).call(x, x.cos()) }),
    ];

    /// <summary>Layers of the kit.</summary>
    private static IEnumerable<(string Name, ModuleCase Case)> Layers() =>
    [
        ("Mlp", new(() => Atelier.Training.Models.Mlp(6, [5], 3, dropout: 0.5), [6])),
        ("Lstm", new(() => new Lstm(3, 4), [6, 3], Time)),
        ("Lstm layers both ways", new(() => new Lstm(3, 4, layers: 2, dropout: 0.5, bidirectional: true), [6, 3], Time)),
        ("Lstm time first without bias", new(() => new Lstm(3, 4, bias: false, batchFirst: false), [6, 3], TimeFirst, BatchAt: 1)),
        ("Lstm from states", new(() => new Lstm(3, 4, layers: 2), [6, 3], Time)
        {
            Call = (model, x) => ((Lstm)model).call(x, (x.sum().expand(2, x.shape[0], 4).sin(), ones(2, x.shape[0], 4))),
        }),
        ("Gru", new(() => new Gru(3, 4), [6, 3], Time)),
        ("Gru layers both ways", new(() => new Gru(3, 4, layers: 2, bidirectional: true), [6, 3], Time)),
        ("Gru time first without bias", new(() => new Gru(3, 4, bias: false, batchFirst: false), [6, 3], TimeFirst, BatchAt: 1)),
        ("Rnn", new(() => new Rnn(3, 4), [6, 3], Time)),
        ("Rnn relu layers both ways", new(() => new Rnn(3, 4, layers: 2, nonlinearity: NonLinearities.ReLU, bidirectional: true), [6, 3], Time)),
        ("EmbeddingTable", new(() => new EmbeddingTable(10, 4, paddingIndex: 2), [5], Time, "int")),
        ("EmbeddingTable of short rows", new(() => new EmbeddingTable(10, 4, maxNorm: 1), [5], Time, "int")),
        ("MultiHeadAttention", new(() => new MultiHeadAttention(8, 2), [5, 8], Time) { Call = (model, x) => ((MultiHeadAttention)model).call(x, x, x) }),
        ("MultiHeadAttention causal with weights", new(() => new MultiHeadAttention(8, 2, causal: true), [5, 8], Time)
        {
            Call = (model, x) => ((MultiHeadAttention)model).call(x, x, x, needsWeights: true),
        }),
        ("MultiHeadAttention causal", new(() => new MultiHeadAttention(8, 2, causal: true), [5, 8], Time) { Call = (model, x) => ((MultiHeadAttention)model).call(x, x, x) }),
        ("MultiHeadAttention padded", new(() => new MultiHeadAttention(8, 2), [5, 8], Time)
        {
            Call = (model, x) => ((MultiHeadAttention)model).call(x, x, x, x.select(2, 0).gt(0)),
        }),
        ("MultiHeadAttention padded causal with weights", new(() => new MultiHeadAttention(8, 2, causal: true), [5, 8], Time)
        {
            Call = (model, x) => ((MultiHeadAttention)model).call(x, x, x, x.select(2, 0).gt(0), needsWeights: true),
        }),
        ("MultiHeadAttention other widths time first", new(() => new MultiHeadAttention(8, 2, bias: false, keyWidth: 3, valueWidth: 5, batchFirst: false), [5, 8], TimeFirst, BatchAt: 1)
        {
            Call = (model, x) => ((MultiHeadAttention)model).call(x, x[TensorIndex.Ellipsis, ..3], x[TensorIndex.Ellipsis, ..5]),
        }),
        ("TransformerEncoderBlock", new(() => new TransformerEncoderBlock(8, 2, 16), [5, 8], Time)),
        ("TransformerEncoderBlock causal norm first GELU", new(() => new TransformerEncoderBlock(8, 2, 16, activation: nn.Activations.GELU, normFirst: true, causal: true), [5, 8], Time)),
        ("TransformerEncoderBlock padded causal", new(() => new TransformerEncoderBlock(8, 2, 16, causal: true, bias: false), [5, 8], Time)
        {
            Call = (model, x) => ((TransformerEncoderBlock)model).call(x, padding: x.select(2, 0).gt(0)),
        }),
        ("TransformerDecoderBlock", new(() => new TransformerDecoderBlock(8, 2, 16, batchFirst: false), [5, 8], TimeFirst, BatchAt: 1)
        {
            Call = (model, x) => ((TransformerDecoderBlock)model).call(x, x.cos()),
        }),
        ("TransformerDecoderBlock causal norm first GELU", new(() => new TransformerDecoderBlock(8, 2, 16, activation: nn.Activations.GELU, normFirst: true, causal: true), [5, 8], Time)
        {
            Call = (model, x) => ((TransformerDecoderBlock)model).call(x, x.cos(), memoryPadding: x.select(2, 0).gt(0)),
        }),
    ];

    private static IEnumerable<(string Name, ModuleCase Case)> Others() =>
    [
        ("AlphaDropout", new(() => AlphaDropout(), [5])),
        ("Dropout", new(() => Dropout(), [5])),
        ("Dropout1d", new(() => Dropout1d(), [2, 5])),
        ("Dropout2d", new(() => Dropout2d(), [2, 5, 3])),
        ("Dropout3d", new(() => Dropout3d(), [2, 2, 5, 3])),
        ("FeatureAlphaDropout", new(() => FeatureAlphaDropout(), [2, 5])),
        ("Flatten", new(() => Flatten(), [2, 3, 4])),
        ("Flatten batch too", new(() => Flatten(0, 1), [2, 3, 4])),
        ("Unflatten", new(() => Unflatten(1, [2, 3]), [6])),
        ("Bilinear", new(() => Bilinear(3, 2, 4), [5]) { Call = (model, x) => ((Bilinear)model).call(x[.., ..3], x[.., 3..]) }),
        ("CosineSimilarity", new(() => CosineSimilarity(2), [3, 5], Time) { Call = (model, x) => ((CosineSimilarity)model).call(x, x.cos()) }),
        ("PairwiseDistance", new(() => PairwiseDistance(3, keepdim: true), [5]) { Call = (model, x) => ((PairwiseDistance)model).call(x, x.cos()) }),
        ("Identity", new(() => Identity(), [5])),
        ("EmbeddingBag", new(() => EmbeddingBag(10, 4), [5], Time, Content: "int")),
        ("EmbeddingBag sum", new(() => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Sum), [5], Content: "int")),
        ("EmbeddingBag largest", new(() => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Max), [5], Content: "int")),
        ("EmbeddingBag weighted", new(() => EmbeddingBag(10, 4, mode: EmbeddingBagMode.Sum), [5], Content: "int") { Call = (model, x) => ((EmbeddingBag)model).call(x, null!, x.to(float32)) }),
        ("EmbeddingBag offsets", new(() => EmbeddingBag(10, 4), [5], Content: "int") { Call = (model, x) => ((EmbeddingBag)model).call(x.flatten(), tensor(new long[] { 0, 1, 1, 4 })) }),
        ("MaxUnpool1d", new(() => MaxUnpool1d(2), [2, 4]) { Call = (model, x) => ((MaxUnpool1d)model).call(x, (x * 0).to(int64) + arange(0, 8, 2), null) }),
        ("MaxUnpool2d", new(() => MaxUnpool2d(2), [2, 2, 2]) { Call = (model, x) => ((MaxUnpool2d)model).call(x, (x * 0).to(int64) + tensor(new long[] { 0, 3, 10, 12 }).reshape(2, 2), null) }),
        ("MaxUnpool3d", new(() => MaxUnpool3d(2), [2, 1, 2, 1]) { Call = (model, x) => ((MaxUnpool3d)model).call(x, (x * 0).to(int64) + tensor(new long[] { 5, 12 }).reshape(1, 2, 1), null) }),
        ("Fold", new(() => Fold(4, 2, stride: 2), [8, 4]) { Opset = 18 }),
        ("Fold overlapping", new(() => Fold((5L, 4L), (3L, 2L), (1L, 1L), (1L, 0L), (2L, 1L)), [12, 9]) { Opset = 18 }),
        ("Linear", new(() => Linear(5, 3), [5])),
        ("Linear sequence without bias", new(() => Linear(5, 3, hasBias: false), [4, 5], Time)),
        ("Sequential", new(() => Sequential(Linear(5, 4), ReLU(), Linear(4, 2)), [5])),
    ];

    /// <summary>With running figures and weights as after training.</summary>
    private static Module<Tensor, Tensor> Worn(Module<Tensor, Tensor> module)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var tensor in module.named_buffers().Where(buffer => buffer.buffer.is_floating_point()).Select(buffer => buffer.buffer).Concat(module.parameters()))
        {
            tensor.uniform_(0.5, 1.5);
        }

        return module;
    }
}
