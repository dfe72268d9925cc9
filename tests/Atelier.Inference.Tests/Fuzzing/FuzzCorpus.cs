using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Onnx;
using Google.Protobuf;
using static Atelier.Onnx.AttributeProto.Types;

namespace Atelier.Inference.Tests.Fuzzing;

/// <summary>Valid models that mutations start from: one operation each, inner graphs and functions, and preprocessing with a classifier behind it.</summary>
internal static partial class FuzzCorpus
{
    // A line: operation(inputs `name:type[lengths]`, constants `name=type[lengths]` drawn or `name=type{values}` given) attributes -> types of outputs.
    // Texts are quoted, lists of attributes are in brackets; names before a dot are domains.
    private const string Operations = """
        Relu(x:f32[2,3])
        Add(x:f32[2,3], y:f32[3])
        MatMul(x:f32[2,3], y:f32[3,4])
        Gemm(x:f32[2,3], w=f32[4,3], b=f32[4]) transB=1 alpha=0.5
        Softmax(x:f32[2,3]) axis=1
        LogSoftmax(x:f32[2,3]) axis=-1
        Hardmax(x:f32[2,3]) axis=1
        Clip(x:f32[2,3], lo=f32{}, hi=f32{})
        Where(c:bool[2,3], x:f32[2,3], y:f32[3])
        Mod(x:i64[2,3], y=i64{2,3,5}) -> i64
        BitShift(x:u8[2,3], y=u8{1,2,3}) direction='LEFT' -> u8
        Cast(x:f32[2,3]) to=8 -> str
        Cast(x:f32[2,3]) to=10 -> f16
        IsNaN(x:f32[3]) -> bool
        Einsum(x:f32[2,3], y:f32[3,4]) equation='ij,jk->ik'
        Det(x:f32[2,3,3])
        Trilu(x:f32[3,4], k=i64{1}1) upper=1
        EyeLike(x:f32[3,4]) k=1 dtype=1
        CumSum(x:f32[2,3], a=i64{1}1)
        ArgMax(x:f32[2,3]) axis=1 keepdims=0 select_last_index=1 -> i64
        ReduceSum(x:f32[2,3,4], a=i64{1,2}) keepdims=0
        ReduceMean(x:f32[2,3,4], a=i64{-1}) keepdims=1
        ReduceLogSumExp(x:f32[2,3,4], a=i64{0}) keepdims=1 noop_with_empty_axes=1
        Conv(x:f32[1,2,5,5], w=f32[4,1,3,3], b=f32[4]) kernel_shape=[3,3] pads=[1,1,1,1] strides=[2,2] dilations=[1,1] group=2
        Conv(x:f32[1,2,9], w=f32[3,2,3]) auto_pad='SAME_UPPER'
        ConvTranspose(x:f32[1,2,4,4], w=f32[2,3,3,3]) strides=[2,2] output_padding=[1,1] pads=[0,1,1,0]
        ConvInteger(x:u8[1,2,5,5], w=u8[3,2,3,3], a=u8{1}1, b=u8{1}1) -> i32
        QLinearConv(x:u8[1,2,5,5], xs=f32{1}0.1, xz=u8{1}3, w=i8[3,2,3,3], ws=f32{1}0.1, wz=i8{1}0, ys=f32{1}0.1, yz=u8{1}3) -> u8
        QLinearMatMul(x:u8[2,3], xs=f32{1}0.1, xz=u8{1}3, w=u8[3,4], ws=f32{1}0.1, wz=u8{1}0, ys=f32{1}0.1, yz=u8{1}3) -> u8
        MatMulInteger(x:u8[2,3], w=i8[3,4], xz=u8{1}1) -> i32
        QuantizeLinear(x:f32[2,3,4], s=f32{0.1,0.2,0.3}, z=i8{0,1,2}) axis=1 -> i8
        DequantizeLinear(x:i8[2,3,4], s=f32{0.1,0.2,0.3}, z=i8{0,1,2}) axis=1
        DynamicQuantizeLinear(x:f32[2,3]) -> u8,f32,u8
        MaxPool(x:f32[1,2,6,6]) kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] ceil_mode=1 dilations=[1,1] -> f32,i64
        AveragePool(x:f32[1,2,6,6]) kernel_shape=[2,2] count_include_pad=1 pads=[1,0,0,1]
        LpPool(x:f32[1,2,6,6]) kernel_shape=[2,2] p=3
        GlobalAveragePool(x:f32[1,2,6,6])
        MaxUnpool(x:f32[1,1,2,2], i=i64[1,1,2,2]) kernel_shape=[2,2] strides=[2,2]
        MaxRoiPool(x:f32[1,2,6,6], r=f32[2,5]) pooled_shape=[2,2] spatial_scale=0.5
        RoiAlign(x:f32[1,2,6,6], r=f32[2,4], b=i64{0,0}) output_height=2 output_width=2 sampling_ratio=2 spatial_scale=1.0
        NonMaxSuppression(b:f32[1,4,4], s:f32[1,2,4], n=i64{3}, i=f32{0.5}, t=f32{0.0}) -> i64
        GridSample(x:f32[1,2,4,4], g:f32[1,3,3,2]) align_corners=1 mode='linear' padding_mode='border'
        AffineGrid(t:f32[1,2,3], s=i64{1,2,4,4})
        Resize(x:f32[1,2,4,4], r=f32[0], s=f32{1,1,2,1.5}) mode='linear' coordinate_transformation_mode='half_pixel'
        Resize(x:f32[1,2,4,4], r=f32[0], s=f32[0], n=i64{1,2,3,7}) mode='cubic' exclude_outside=1
        Resize(x:f32[1,1,4,4], r=f32{0,0,0.1,0.1,1,1,0.9,0.9}, s=f32[0], n=i64{1,1,3,3}) coordinate_transformation_mode='tf_crop_and_resize' mode='linear'
        BatchNormalization(x:f32[2,3,4], s=f32[3], b=f32[3], m=f32[3], v=f32[3]) epsilon=0.01
        InstanceNormalization(x:f32[2,3,4], s=f32[3], b=f32[3])
        LayerNormalization(x:f32[2,3,4], s=f32[4], b=f32[4]) axis=-1
        GroupNormalization(x:f32[2,4,3], s=f32[4], b=f32[4]) num_groups=2
        LRN(x:f32[1,5,3,3]) size=3
        LpNormalization(x:f32[2,3]) p=1 axis=1
        LSTM(x:f32[3,2,4], w=f32[1,8,4], r=f32[1,8,2], b=f32[1,16], l=i32{3,2}) hidden_size=2 -> f32,f32,f32
        LSTM(x:f32[3,2,4], w=f32[2,8,4], r=f32[2,8,2]) hidden_size=2 direction='bidirectional' clip=1.0 activations=['Sigmoid','Tanh','Relu','Sigmoid','Tanh','Relu'] -> f32
        GRU(x:f32[3,2,4], w=f32[1,6,4], r=f32[1,6,2], b=f32[1,12]) hidden_size=2 linear_before_reset=1 -> f32,f32
        RNN(x:f32[3,2,4], w=f32[1,2,4], r=f32[1,2,2]) hidden_size=2 direction='reverse' activations=['Affine'] activation_alpha=[0.5] activation_beta=[0.1] -> f32,f32
        Gather(x:f32[4,3], i=i64{0,-1,2}) axis=0
        Gather(t=f32[4,3], i:i64[2]) axis=0
        GatherElements(x:f32[2,3], i=i64[2,2]) axis=1
        GatherND(x:f32[2,3,4], i=i64[2,2]) batch_dims=0
        ScatterElements(x:f32[3,3], i=i64[2,3], u=f32[2,3]) axis=0 reduction='add'
        ScatterND(x:f32[4,3], i=i64[2,1], u=f32[2,3]) reduction='max'
        Slice(x:f32[5,6], s=i64{1,-1}, e=i64{4,-7}, a=i64{0,1}, t=i64{2,-2})
        Pad(x:f32[2,3], p=i64{1,0,0,2}, v=f32{1}0.5) mode='constant'
        Pad(x:f32[3,4], p=i64{1,2,2,1}) mode='reflect'
        Tile(x:f32[2,3], r=i64{2,1})
        Expand(x:f32[2,1], s=i64{2,3})
        Reshape(x:f32[2,6], s=i64{0,-1,3})
        Transpose(x:f32[2,3,4]) perm=[2,0,1]
        Squeeze(x:f32[2,1,3], a=i64{1})
        Unsqueeze(x:f32[2,3], a=i64{0,3})
        Flatten(x:f32[2,3,4]) axis=2
        Concat(x:f32[2,3], y:f32[2,4]) axis=1
        Split(x:f32[2,6], s=i64{1,2,3}) axis=1 -> f32,f32,f32
        Split(x:f32[2,7]) axis=1 num_outputs=3 -> f32,f32,f32
        TopK(x:f32[2,5], k=i64{3}) axis=1 largest=1 sorted=1 -> f32,i64
        OneHot(i:i64[2,3], d=i64{1}5, v=f32{0,1}) axis=1
        ConstantOfShape(s:i64[2]) value=f32{7}
        ConstantOfShape(s=i64{3,4})
        Constant() value_floats=[1.0,2.0]
        Range(s=i64{1}0, l=i64{1}9, d=i64{1}2) -> i64
        Shape(x:f32[2,3,4]) start=1 end=-1 -> i64
        NonZero(x:f32[2,3]) -> i64
        Compress(x:f32[3,2], c=bool{1,0,1}) axis=0
        Unique(x:f32[6]) sorted=1 -> f32,i64,i64,i64
        DepthToSpace(x:f32[1,8,2,3]) blocksize=2 mode='CRD'
        SpaceToDepth(x:f32[1,2,4,6]) blocksize=2
        ReverseSequence(x:f32[4,3], l=i64{4,2,1}) time_axis=0 batch_axis=1
        Col2Im(x:f32[1,4,4], s=i64{3,3}, b=i64{2,2}) pads=[0,0,0,0] strides=[1,1] dilations=[1,1]
        CenterCropPad(x:f32[4,5], s=i64{3,7})
        DFT(x:f32[1,8,1], l=i64{1}8, a=i64{1}1) onesided=1
        STFT(x:f32[1,16,1], s=i64{1}4, w=f32[8], l=i64{1}8) onesided=1
        MelWeightMatrix(n=i64{1}4, d=i64{1}16, r=i64{1}8000, l=f32{1}10.0, u=f32{1}3000.0)
        HannWindow(s=i64{1}8) periodic=1
        Multinomial(x:f32[2,3]) sample_size=4 dtype=6 seed=1.0 -> i32
        RandomNormal() shape=[2,3] seed=1.0
        RandomUniformLike(x:f32[2,3]) low=0.0 high=2.0
        Bernoulli(x:f32[2,3]) seed=1.0
        Dropout(x:f32[2,3], r=f32{1}0.5, t=bool{1}1) seed=7 -> f32,bool
        NegativeLogLikelihoodLoss(x:f32[2,3], t=i64{0,2}, w=f32[3]) reduction='mean' ignore_index=1
        SoftmaxCrossEntropyLoss(x:f32[2,3], t=i64{0,2}) reduction='none' -> f32,f32
        StringNormalizer(x:str[3]) case_change_action='NONE' is_case_sensitive=1 locale='C' stopwords=['a','b'] -> str
        StringConcat(x:str[2], y:str[2]) -> str
        StringSplit(x:str[2]) delimiter=' ' maxsplit=2 -> str,i64
        RegexFullMatch(x:str[2]) pattern='[a-z]+' -> bool
        TfIdfVectorizer(x:i64[6]) mode='TFIDF' min_gram_length=1 max_gram_length=2 max_skip_count=1 ngram_counts=[0,3] ngram_indexes=[0,1,2,3,4] pool_int64s=[1,2,3,1,2,2,3] weights=[1.0,2.0,3.0,4.0,5.0]
        ai.onnx.ml.TreeEnsembleClassifier(x:f32[2,3]) class_ids=[0,1,2] class_nodeids=[1,3,4] class_treeids=[0,0,0] class_weights=[1.0,2.0,3.0] classlabels_int64s=[0,1,2] nodes_falsenodeids=[2,0,4,0,0] nodes_featureids=[0,0,2,0,0] nodes_missing_value_tracks_true=[0,0,1,0,0] nodes_modes=['BRANCH_LEQ','LEAF','BRANCH_GT','LEAF','LEAF'] nodes_nodeids=[0,1,2,3,4] nodes_treeids=[0,0,0,0,0] nodes_truenodeids=[1,0,3,0,0] nodes_values=[0.5,0.0,0.1,0.0,0.0] nodes_hitrates=[1.0,1.0,1.0,1.0,1.0] post_transform='SOFTMAX' -> i64,f32
        ai.onnx.ml.TreeEnsembleRegressor(x:f32[2,3]) target_ids=[0,0,1] target_nodeids=[1,3,4] target_treeids=[0,0,0] target_weights=[1.0,2.0,3.0] n_targets=2 nodes_falsenodeids=[2,0,4,0,0] nodes_featureids=[0,0,2,0,0] nodes_modes=['BRANCH_LEQ','LEAF','BRANCH_LT','LEAF','LEAF'] nodes_nodeids=[0,1,2,3,4] nodes_treeids=[0,0,0,0,0] nodes_truenodeids=[1,0,3,0,0] nodes_values=[0.5,0.0,0.1,0.0,0.0] aggregate_function='SUM' base_values=[0.5,0.1]
        ai.onnx.ml.TreeEnsemble(x:f32[2,3]) n_targets=2 aggregate_function=1 post_transform=0 tree_roots=[0] nodes_modes=u8{0,0} nodes_splits=f32{0.5,0.1} nodes_featureids=[0,2] nodes_truenodeids=[0,1] nodes_trueleafs=[1,1] nodes_falsenodeids=[1,2] nodes_falseleafs=[0,1] leaf_targetids=[0,1,0] leaf_weights=f32{1,2,3}
        ai.onnx.ml.SVMClassifier(x:f32[2,3]) classlabels_ints=[0,1,2] coefficients=[1.0,-1.0,0.5,0.5,-0.5,1.0] kernel_params=[0.1,0.0,3.0] kernel_type='RBF' prob_a=[1.0,1.0,1.0] prob_b=[0.0,0.0,0.0] rho=[0.1,0.2,0.3] support_vectors=[1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0] vectors_per_class=[1,1,1] post_transform='NONE' -> i64,f32
        ai.onnx.ml.SVMRegressor(x:f32[2,3]) coefficients=[1.0,-1.0] kernel_params=[0.1,0.0,3.0] kernel_type='POLY' n_supports=2 rho=[0.1] support_vectors=[1.0,2.0,3.0,4.0,5.0,6.0]
        ai.onnx.ml.LinearClassifier(x:f32[2,3]) classlabels_strings=['a','b'] coefficients=[1.0,2.0,3.0,-1.0,-2.0,-3.0] intercepts=[0.1,0.2] multi_class=0 post_transform='LOGISTIC' -> str,f32
        ai.onnx.ml.LinearRegressor(x:f32[2,3]) coefficients=[1.0,2.0,3.0] intercepts=[0.1] targets=1
        ai.onnx.ml.LabelEncoder(x:str[3]) keys_strings=['a','b'] values_int64s=[1,2] default_int64=-1 -> i64
        ai.onnx.ml.LabelEncoder(x:i64[3]) keys_tensor=i64{1,2} values_tensor=f32{0.5,1.5} default_tensor=f32{7}
        ai.onnx.ml.CategoryMapper(x:str[3]) cats_int64s=[1,2] cats_strings=['a','b'] default_int64=-1 -> i64
        ai.onnx.ml.OneHotEncoder(x:i64[3]) cats_int64s=[0,1,2] zeros=1
        ai.onnx.ml.Scaler(x:f32[2,3]) offset=[1.0,2.0,3.0] scale=[0.1,0.2,0.3]
        ai.onnx.ml.Normalizer(x:f32[2,3]) norm='L2'
        ai.onnx.ml.Imputer(x:f32[2,3]) imputed_value_floats=[1.0,2.0,3.0] replaced_value_float=0.0
        ai.onnx.ml.Binarizer(x:f32[2,3]) threshold=0.5
        ai.onnx.ml.ArrayFeatureExtractor(x:f32[2,3], i=i64{2,0})
        ai.onnx.ml.FeatureVectorizer(x:f32[2,3], y:f32[2,2]) inputdimensions=[3,2]
        com.microsoft.Attention(x:f32[1,3,4], w=f32[4,12], b=f32[12], m=i32{2}) num_heads=2 unidirectional=1
        com.microsoft.EmbedLayerNormalization(i:i32[1,3], s=i32[1,3], w=f32[5,4], p=f32[6,4], t=f32[2,4], g=f32[4], b=f32[4]) epsilon=0.001 -> f32,i32
        com.microsoft.SkipLayerNormalization(x:f32[1,3,4], s:f32[1,3,4], g=f32[4], b=f32[4])
        com.microsoft.MultiHeadAttention(q:f32[1,3,4], k:f32[1,3,4], v:f32[1,3,4]) num_heads=2
        com.microsoft.CropAndResize(x:f32[1,2,6,6], r=f32[2,4], b=i32{0,0}, s=i32{2,3}) mode='bilinear' extrapolation_value=0.5
        com.microsoft.Tokenizer(x:str[2]) mark=1 mincharnum=1 pad_value='_' separators=[' '] -> str
        com.microsoft.MurmurHash3(x:str[2]) positive=1 seed=1 -> u32
        com.microsoft.DynamicQuantizeMatMul(x:f32[2,3], w=u8[3,4], s=f32{1}0.1, z=u8{1}3)
        com.microsoft.MatMulNBits(x:f32[2,16], w=u8[4,1,8], s=f32[4]) K=16 N=4 bits=4 block_size=16
        com.microsoft.QLinearAdd(x:u8[2,3], xs=f32{1}0.1, xz=u8{1}3, y:u8[3], ys=f32{1}0.1, yz=u8{1}3, zs=f32{1}0.1, zz=u8{1}3) -> u8
        com.microsoft.NGramRepeatBlock(i:i64[2,4], s:f32[2,9]) ngram_size=2
        com.microsoft.WordConvEmbedding(i=i32[2,4], w=f32[3,1,2,5], b=f32[3], c=f32[6,5]) char_embedding_size=5 conv_window_size=2 embedding_size=3
        com.microsoft.CDist(x:f32[2,3], y:f32[4,3]) metric='euclidean'
        com.microsoft.FusedConv(x:f32[1,2,5,5], w=f32[3,2,3,3]) activation='LeakyRelu' activation_params=[0.1]
        com.microsoft.RotaryEmbedding(x:f32[1,3,8], p=i64{0}, c=f32[4,2], s=f32[4,2]) num_heads=2
        com.microsoft.GroupQueryAttention(q:f32[1,1,16], k:f32[1,1,8], v:f32[1,1,8], pk:f32[1,1,4,8], pv:f32[1,1,4,8], l=i32{3}, t=i32{1}4) num_heads=2 kv_num_heads=1 -> f32,f32,f32
        """;

    /// <summary>The lines of operations, as they are named in errors.</summary>
    public static IReadOnlyList<string> Lines { get; } = Operations.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Every model with a name.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> All()
    {
        foreach (var line in Lines)
        {
            yield return (line, Parse(line).ToByteArray());
        }

        foreach (var (name, model) in FuzzGraphs.All())
        {
            yield return (name, model.ToByteArray());
        }

        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(Sample.PathOf("x"))!, "*.onnx").Where(path => Path.GetFileName(path) != "external.onnx").Order(StringComparer.Ordinal))
        {
            yield return (Path.GetFileName(path), File.ReadAllBytes(path));
        }

        foreach (var (name, fitted, _) in GraphSamples.All())
        {
            yield return (name, RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, "x", "y", "z").Graph.Bytes.ToArray());
        }
    }

    /// <summary>A model of one operation.</summary>
    public static ModelProto Parse(string line)
    {
        var parts = LinePattern().Match(line);
        Assert.True(parts.Success, $"No operation can be read from: {line}");
        var name = parts.Groups["operation"].Value;
        var dot = name.LastIndexOf('.');
        var node = new NodeProto { OpType = name[(dot + 1)..], Domain = dot < 0 ? "" : name[..dot] };
        var graph = new GraphProto { Name = "fuzz", Node = { node } };
        foreach (Match argument in ArgumentPattern().Matches(parts.Groups["arguments"].Value))
        {
            var argumentName = argument.Groups["name"].Value;
            node.Input.Add(argumentName);
            var (type, shape) = (TypeOf(argument.Groups["type"].Value), argument.Groups["lengths"]);
            if (argument.Groups["kind"].Value == ":")
            {
                graph.Input.Add(Value(argumentName, type, Numbers(shape.Value)));
            }
            else
            {
                graph.Initializer.Add(Constant(argumentName, type, argument.Groups["data"].Value));
            }
        }

        foreach (Match attribute in AttributePattern().Matches(parts.Groups["attributes"].Value))
        {
            node.Attribute.Add(Attribute(attribute.Groups["name"].Value, attribute.Groups["value"].Value));
        }

        var types = parts.Groups["outputs"].Success ? parts.Groups["outputs"].Value.Split(',') : ["f32"];
        for (var i = 0; i < types.Length; i++)
        {
            node.Output.Add($"out_{i}");
            graph.Output.Add(Value($"out_{i}", TypeOf(types[i].Trim()), null));
        }

        return Model(graph);
    }

    public static ModelProto Model(GraphProto graph) => new()
    {
        IrVersion = 9,
        Graph = graph,
        OpsetImport =
        {
            new OperatorSetIdProto { Domain = "", Version = 21 },
            // The newest one has one operation for trees in place of two, which are in the older ones.
            new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = graph.Node[0].OpType is "TreeEnsemble" or "LabelEncoder" ? 5 : 3 },
            new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 },
        },
    };

    public static ValueInfoProto Value(string name, TensorProto.Types.DataType type, IEnumerable<long>? shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type };
        if (shape is not null)
        {
            tensor.Shape = new TensorShapeProto { Dim = { shape.Select(length => new TensorShapeProto.Types.Dimension { DimValue = length }) } };
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static TensorProto.Types.DataType TypeOf(string name) => name switch
    {
        "f16" => TensorProto.Types.DataType.Float16,
        "f32" => TensorProto.Types.DataType.Float,
        "i64" => TensorProto.Types.DataType.Int64,
        "i32" => TensorProto.Types.DataType.Int32,
        "u32" => TensorProto.Types.DataType.Uint32,
        "u8" => TensorProto.Types.DataType.Uint8,
        "i8" => TensorProto.Types.DataType.Int8,
        "bool" => TensorProto.Types.DataType.Bool,
        "str" => TensorProto.Types.DataType.String,
        _ => throw new ArgumentException($"`{name}` is no type of the corpus.", nameof(name)),
    };

    /// <summary>A constant: <c>[2,3]</c> is drawn, <c>{1,2}</c> is a list of given values, <c>{1}8</c> is a scalar, and <c>{}</c> is nothing.</summary>
    private static TensorProto Constant(string name, TensorProto.Types.DataType type, string data)
    {
        var scalar = data.StartsWith("{1}", StringComparison.Ordinal) && data.Length > 3;
        var shape = data[0] == '[' ? Numbers(data[1..^1]) : scalar || data == "{}" ? [] : [data.Count(c => c == ',') + 1];
        var count = shape.Aggregate(1L, (product, length) => product * length);
        var random = new Random(7);
        double[] values = data[0] == '[' ? [.. Enumerable.Range(0, (int)count).Select(_ => type == TensorProto.Types.DataType.Float ? random.NextDouble() : random.Next(2))]
            : scalar ? [double.Parse(data[3..], CultureInfo.InvariantCulture)]
            : data == "{}" ? [1]
            : [.. data[1..^1].Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
        var tensor = new TensorProto { Name = name, DataType = (int)type, Dims = { shape } };
        switch (type)
        {
            case TensorProto.Types.DataType.Float:
                tensor.FloatData.AddRange(values.Select(value => (float)value));
                break;
            case TensorProto.Types.DataType.Int64:
                tensor.Int64Data.AddRange(values.Select(value => (long)value));
                break;
            default:
                tensor.Int32Data.AddRange(values.Select(value => (int)value));
                break;
        }

        return tensor;
    }

    private static AttributeProto Attribute(string name, string value)
    {
        if (TensorPattern().Match(value) is { Success: true } tensor)
        {
            return new AttributeProto { Name = name, Type = AttributeType.Tensor, T = Constant("", TypeOf(tensor.Groups["type"].Value), tensor.Groups["data"].Value) };
        }

        if (value[0] != '[')
        {
            return value[0] == '\'' ? OnnxAttribute.Text(name, value[1..^1]).Proto
                : value.Contains('.', StringComparison.Ordinal) ? OnnxAttribute.Float(name, double.Parse(value, CultureInfo.InvariantCulture)).Proto
                : OnnxAttribute.Int(name, long.Parse(value, CultureInfo.InvariantCulture)).Proto;
        }

        var items = value[1..^1].Split(',');
        return items[0][0] == '\'' ? OnnxAttribute.Texts(name, [.. items.Select(item => item[1..^1])]).Proto
            : items[0].Contains('.', StringComparison.Ordinal) ? OnnxAttribute.Floats(name, [.. items.Select(item => float.Parse(item, CultureInfo.InvariantCulture))]).Proto
            : OnnxAttribute.Ints(name, Numbers(value[1..^1])).Proto;
    }

    private static long[] Numbers(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^(?<operation>[\w.]+)\((?<arguments>[^()]*)\)(?<attributes>(?: \w+=(?:\w+\{[^}]*\}|\[[^\]]*\]|'\[[^']*'|'[^']*'|[^ ]+))*)(?: -> (?<outputs>.+))?$")]
    private static partial Regex LinePattern();

    [GeneratedRegex(@"(?<name>\w+)(?<kind>[:=])(?<type>\w+)(?<data>\[(?<lengths>[^\]]*)\]|\{[^}]*\}[-\d.]*)")]
    private static partial Regex ArgumentPattern();

    [GeneratedRegex(@"(?<name>\w+)=(?<value>\w+\{[^}]*\}|\['[^']*'(?:,'[^']*')*\]|\[[^\]]*\]|'[^']*'|[^ ]+)")]
    private static partial Regex AttributePattern();

    [GeneratedRegex(@"^(?<type>[a-z]\w*)(?<data>\{[^}]*\})$")]
    private static partial Regex TensorPattern();
}
