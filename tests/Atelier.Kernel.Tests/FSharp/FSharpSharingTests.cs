namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class FSharpSharingTests(FSharpNotebook session) : IClassFixture<FSharpNotebook>
{
    private const string Share = """
        using Microsoft.DotNet.Interactive;
        using Microsoft.DotNet.Interactive.Commands;
        using Microsoft.DotNet.Interactive.Events;
        async Task<object> Get(string name, string from) =>
            (await Kernel.Root.SendAsync(new RequestValue(name, targetKernelName: from))).Events.OfType<ValueProduced>().Single().Value;
        async Task Share(string name, string from, string to) =>
            await Kernel.Root.SendAsync(new SendValue(name, await Get(name, from), null, to));
        """;

    private Notebook Notebook => session.Notebook;

    [Theory]
    [InlineData("var v = new List<int> { 1, 2 };", "v.Add 3; v.Count", "3", "v.Count", "3")]
    [InlineData("record Point(int X, int Y); var v = new Point(1, 2);", "v.X + v.Y", "3", "v.X", "1")]
    [InlineData("record Pixel(int X); var v = new List<Pixel> { new(4) };", "v.[0].X", "4", "v[0].X", "4")]
    [InlineData("var v = new[] { 1, 2, 3 }.Where(i => i > 1);", "Seq.sum v", "5", "v.Sum()", "5")]
    [InlineData("string v = null;", "isNull v", "True", "v is null", "True")]
    [InlineData("var v = new Dictionary<string, int[]> { [\"a\"] = new[] { 9 } };", "v.[\"a\"].[0]", "9", "v[\"a\"][0]", "9")]
    public async Task Share_CSharpValue_ArrivesByReferenceAndComesBack(string declare, string inFSharp, string expected, string inCSharp, string expectedBack)
    {
        await Notebook.Run(Share);
        await Notebook.Run(declare + "\nawait Share(\"v\", \"csharp\", \"fsharp\");");
        await Notebook.Run("#!fsharp\n" + inFSharp);
        Assert.Equal(expected, Notebook.Plain);

        await Notebook.Run("object before = v;\nawait Share(\"v\", \"fsharp\", \"csharp\");");
        await Notebook.Run("object.ReferenceEquals(before, v)");
        Assert.Equal("True", Notebook.Plain);
        await Notebook.Run(inCSharp);
        Assert.Equal(expectedBack, Notebook.Plain);
    }

    [Theory]
    [InlineData("type Person = { Name: string; Age: int }\nlet v = { Name = \"Ada\"; Age = 36 }", "(object)(v.Name + v.Age)", "Ada36")]
    [InlineData("let v = [1; 2; 3]", "v.Length", "3")]
    [InlineData("type Shape = Circle of float | Square\nlet v = Circle 2.0", "(object)v.IsCircle", "True")]
    [InlineData("let v = Map.ofList [\"a\", 1]", "v[\"a\"]", "1")]
    [InlineData("let v = Func<int, int>(fun x -> x + 1)", "v(4)", "5")]
    [InlineData("let v = seq { for i in 1 .. 3 do yield i * i }", "v.Sum()", "14")]
    [InlineData("let v = Some 3", "v.Value", "3")]
    public async Task Share_FSharpValue_IsUsableInCSharp(string declare, string inCSharp, string expected)
    {
        await Notebook.Run(Share);
        await Notebook.Run("#!fsharp\n" + declare);
        await Notebook.Run("await Share(\"v\", \"fsharp\", \"csharp\");");
        await Notebook.Run(inCSharp);
        Assert.Equal(expected, Notebook.Plain);

        await Notebook.Run("object.ReferenceEquals(v, await Get(\"v\", \"fsharp\"))");
        Assert.Equal("True", Notebook.Plain);
    }

    [Fact]
    public async Task Share_MagicCommand_GoesBothWaysInOneCell()
    {
        await Notebook.Run("""
            namespace Boxes { public class Crate { public int Size { get; set; } } }
            """);
        await Notebook.Run("""
            var crate = new Boxes.Crate { Size = 2 };
            #!fsharp
            #!share crate --from csharp
            crate.Size <- crate.Size + 1
            let doubled = crate.Size * 2
            #!csharp
            #!share doubled --from fsharp
            (crate.Size, doubled)
            """);

        Assert.Equal("( 3, 6 )", Notebook.Plain);
    }

    [Fact]
    public async Task RequestValueInfos_NamesTheBindings()
    {
        await Notebook.Run(Share);
        await Notebook.Run("#!fsharp\nlet first = 1\nlet second = \"two\"\n3");
        await Notebook.Run("""
            var infos = (await Kernel.Root.SendAsync(new RequestValueInfos("fsharp"))).Events.OfType<ValueInfosProduced>().Single().ValueInfos;
            string.Join(", ", infos.Where(info => info.Name is "first" or "second" or "it").OrderBy(info => info.Name).Select(info => $"{info.Name}: {info.Type.Name}"))
            """);

        Assert.Equal("first: Int32, second: String", Notebook.Plain);
    }

    [Fact]
    public async Task RequestValue_Unknown_SaysWhatThereIs()
    {
        await Notebook.Run(Share);
        await Notebook.Run("#!fsharp\nlet known = 1");

        await Notebook.TryRun("await Kernel.Root.SendAsync(new RequestValue(\"nothing\", targetKernelName: \"fsharp\"));");

        Assert.Contains("The kernel fsharp has no variable 'nothing'. It has: ", Notebook.Error);
    }

    [Fact]
    public async Task SendValue_ImpossibleName_SaysWhatIsExpected()
    {
        await Notebook.Run(Share);
        await Notebook.TryRun("await Kernel.Root.SendAsync(new SendValue(\"a b\", 1, null, \"fsharp\"));");

        Assert.Contains("'a b' cannot be the name of an F# value; expected letters, digits and underscores, such as 'result'.", Notebook.Error);
    }

    [Fact]
    public async Task TryGetValue_FromTheKernelItself_FindsIt()
    {
        await Notebook.Run("#!fsharp\nlet answer = 42");
        await Notebook.Run("""
            var kernel = (Microsoft.DotNet.Interactive.FSharp.FSharpKernel)((Microsoft.DotNet.Interactive.CompositeKernel)Microsoft.DotNet.Interactive.Kernel.Root).ChildKernels.Single(kernel => kernel.Name == "fsharp");
            kernel.TryGetValue<int>("answer", out var value) ? value : 0
            """);

        Assert.Equal("42", Notebook.Plain);
    }
}
