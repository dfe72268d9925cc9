using System.Reflection;
using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Packaging;
using Atelier.Prediction;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Atelier.Interactive;

/// <summary>Which types are shown, and how.</summary>
internal static class Registration
{
    private const string PlotlyMimeType = "application/vnd.plotly.v1+json";

    /// <summary>Registers the formatters of all types.</summary>
    public static void Apply()
    {
        Register(typeof(Dataset), value => DatasetPage.Of((Dataset)value));
        Register(typeof(DataFrame), value => FramePage.Of((DataFrame)value));
        Register(typeof(DataFrameColumn), value => FramePage.Of((DataFrameColumn)value));
        Register(typeof(DataProfile), value => ProfilePage.Of((DataProfile)value));
        Register(typeof(LabelVotes), value => LabellingPage.Of((LabelVotes)value));
        Register(typeof(WeakLabels), value => LabellingPage.Of((WeakLabels)value));
        Register(typeof(LabelAudit), value => LabellingPage.Of((LabelAudit)value));
        Register(typeof(NamedTensor), value => TensorPage.Of(new NamedTensorSource((NamedTensor)value)));
        Register(typeof(Predictions), value => PredictionsPage.Of((Predictions)value));
        Register(typeof(ModelSignature), value => SignaturePage.Of((ModelSignature)value));
        Register(typeof(MetricValue), value => MetricPage.Of((MetricValue)value));
        Register(typeof(ConfusionMatrix), value => ConfusionPage.Of((ConfusionMatrix)value));
        Register(typeof(EvaluationReport), value => ReportPage.Of((EvaluationReport)value));
        Register(typeof(ModelPackage), value => PackagePage.Of((ModelPackage)value));
        Register(typeof(Provenance), value => PackagePage.Of((Provenance)value));
        RegisterTrainingRuns();
        RegisterCharts();
        RegisterTensors();
    }

    private static void RegisterTrainingRuns()
    {
        var type = typeof(ITrainingRun);
        Register(type, value => TrainingRunPage.Of((ITrainingRun)value));
        Formatter.Register(new ValueFormatter(type, PlotlyMimeType, value => TrainingRunPage.FigureOf((ITrainingRun)value)));
        Formatter.SetPreferredMimeTypesFor(type, PlotlyMimeType, HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    private static void RegisterCharts()
    {
        var type = typeof(GenericChart);
        Register(type, value => new ChartPage((GenericChart)value).ToPage());
        Formatter.Register(new ChartFormatter());
        Formatter.Register(new ValueFormatter(type, PlotlyMimeType, value => ChartPage.FigureOf((GenericChart)value)));
        Formatter.SetPreferredMimeTypesFor(type, PlotlyMimeType, HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    /// <summary>TorchSharp's tensors, now or when a later cell loads TorchSharp: Atelier.Interactive itself does not refer to it.</summary>
    private static void RegisterTensors()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => RegisterTensors(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            RegisterTensors(assembly);
        }
    }

    private static void RegisterTensors(Assembly assembly)
    {
        if (TorchTensorSource.TensorTypeIn(assembly) is { } type)
        {
            Register(type, value => TensorPage.Of(new TorchTensorSource(value)));
        }
    }

    private static void Register(Type type, Func<object, Page> describe)
    {
        Formatter.Register(new ValueFormatter(
            type, HtmlFormatter.MimeType, value => describe(value).ToHtml(), value => $"<span>{Show.Html(describe(value).Line)}</span>"));
        Formatter.Register(new ValueFormatter(
            type, PlainTextFormatter.MimeType, value => describe(value).ToText(), value => describe(value).Line));
        Formatter.SetPreferredMimeTypesFor(type, HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }
}
