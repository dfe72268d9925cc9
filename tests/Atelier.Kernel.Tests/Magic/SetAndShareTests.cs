namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class SetAndShareTests
{
    [Theory]
    [InlineData("#!set --name x --value hello", "hello|String")]
    [InlineData("#!set --name x --value \"two words\"", "two words|String")]
    [InlineData("#!set --name x --value 12", "12|String")]
    [InlineData("#!set --value {\"a\": 1} --name x", "{\"a\": 1}|JsonDocument")]
    [InlineData("#!set --name x --value @csharp:number", "7|Double")]
    [InlineData("#!set --name x --value @C#:text", "words|String")]
    [InlineData("#!set --name x --value @csharp:flag", "True|Boolean")]
    [InlineData("#!set --name x --value @csharp:half", "0.5|Double")]
    [InlineData("#!set --name x --value @csharp:list", "[1,2]|JsonDocument")]
    [InlineData("#!set --name x --value @csharp:nothing", "|null")]
    [InlineData("#!set --name x --value @csharp:number --mime-type text/plain", "7|String")]
    [InlineData("#!set --name x --value @csharp:list --byref", "System.Collections.Generic.List`1[System.Int32]|List`1")]
    [InlineData("#!share number --from csharp --as x", "7|Int32")]
    [InlineData("#!share --name nothing --from csharp --as x", "|null")]
    public async Task Set_Value_ArrivesInItsForm(string magic, string expected)
    {
        await using var notebook = new Notebook();
        await notebook.Run("var number = 7; var text = \"words\"; var flag = true; var half = 0.5; var list = new List<int> { 1, 2 }; string nothing = null;");
        await notebook.Run(magic);

        await notebook.Run("object o = x; var shown = o is System.Text.Json.JsonDocument d ? d.RootElement.GetRawText() : $\"{o}\"; $\"{shown}|{o?.GetType().Name ?? \"null\"}\"");

        Assert.Equal(expected, notebook.Plain);
    }

    [Fact]
    public async Task Share_BetweenNetKernels_IsByReference()
    {
        await using var notebook = new Notebook();
        await notebook.Run("class Node { public Node Next; }\nvar node = new Node(); node.Next = node;");
        await notebook.Run("#!share node --from csharp --as same\nobject.ReferenceEquals(node, same)");

        Assert.Equal("True", notebook.Plain);
    }

    [Fact]
    public async Task Set_Input_AsksAndKeepsSecretsSecret()
    {
        var asked = new List<InputRequest>();
        await using var notebook = new Notebook { Input = question => { asked.Add(question); return $"answer {asked.Count}"; } };

        await notebook.Run(
            """
            #!set --name a --value @input:"Who are you?"
            #!set --name b --value @password:{"prompt": "Key", "saveAs": "key"}
            #!set --name c --value @input:{"prompt": "Key again", "saveAs": "key", "type": "password"}
            #!set --name d --value @input
            $"{a} {b.GetClearTextPassword()} {c.GetClearTextPassword()} {d} {b}"
            """);

        Assert.Equal("answer 1 answer 2 answer 2 answer 3 ●●●●●●●●", notebook.Plain);
        Assert.Equal([new("Who are you?", false), new("Key", true), new("Value of --value", false)], asked);
    }

    [Fact]
    public async Task Set_Secret_StaysOne()
    {
        await using var notebook = new Notebook { Input = _ => "hidden" };
        await notebook.Run("#!set --name key --value @password");

        await notebook.Run("#!set --name copy --value @csharp:key\ncopy.GetClearTextPassword()");

        Assert.Equal("hidden", notebook.Plain);
    }

    [Fact]
    public async Task Set_InputWithNobodyToAsk_FailsInWords()
    {
        await using var notebook = new Notebook();

        Assert.Contains("asks \"Who?\", and there is nobody to answer", (await notebook.Fail("#!set --name a --value @input:\"Who?\"")).Message);
    }

    [Theory]
    [InlineData("#!set --value 1", "Cell 1, line 1: #!set needs --name. Usage: #!set --name <name> --value <value> [--byref] [--mime-type <mime-type>]")]
    [InlineData("1+1\n\n#!set --name x", "Cell 1, line 3: #!set needs --value.")]
    [InlineData("#!set --name x --value @csharp:absent", "The kernel csharp has no variable 'absent'")]
    [InlineData("#!set --name x --value @cshrp:y", "there is no kernel 'cshrp'; did you mean csharp?")]
    [InlineData("#!set --name x --value @csharp:", "names no variable; expected @kernel:variable")]
    [InlineData("#!set --name x --value 1 --byref", "--byref of #!set needs a variable to share")]
    [InlineData("var v = 1;\n#!set --name x --value @csharp:v --byref --mime-type text/plain", "--byref and --mime-type of #!set exclude each other")]
    [InlineData("#!set --name \"no name\" --value 1", "'no name' cannot be the name of a C# variable")]
    [InlineData("#!set --name x --value @input:{\"prmpt\": \"a\"}", "\"prmpt\" in @input:{\"prmpt\": \"a\"} is not an option of a question")]
    [InlineData("class Node { public Node Next { get; set; } }\nvar node = new Node(); node.Next = node;\n#!set --name x --value @csharp:node", "'node' of csharp cannot be written as application/json")]
    [InlineData("#!share x", "#!share needs --from.")]
    [InlineData("#!share x --from value", "The kernel value has no variable 'x'")]
    [InlineData("#!share x --from valu", "there is no kernel 'valu' to share from; did you mean value?")]
    [InlineData("#!share x --from html", "The kernel html has no variables that others can read")]
    [InlineData("#!share x --from javascript", "The kernel javascript has no variables that others can read")]
    [InlineData("var v = 1;\n#!html\n#!share v --from csharp", "The kernel html has no variables, so it cannot be given 'v'")]
    [InlineData("var v = 1;\n#!javascript\n#!set --name v --value @csharp:v --byref", "csharp and javascript cannot share an object by reference")]
    public async Task SetAndShare_WrongLine_FailsInWords(string cell, string problem)
    {
        await using var notebook = new Notebook();

        Assert.Contains(problem, (await notebook.Fail(cell)).Message);
    }

    [Fact]
    public async Task Check_WrongLineFurtherDown_StopsTheCellBeforeItBegins()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("Console.WriteLine(\"ran\");\n#!share x --form csharp");

        Assert.Equal("DirectiveError", error.Name);
        Assert.Contains("Cell 1, line 2: #!share has no parameter --form; did you mean --from?", error.Message);
        Assert.Equal("", notebook.Out);
    }

    [Fact]
    public async Task Share_IntoJavaScript_DeclaresAVariableOfThePage()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var points = new[] { new { X = 1, Label = \"</script>\" } };");

        await notebook.Run("#!javascript\n#!share points --from csharp --as data\ndraw(data);");

        var html = notebook.Displayed("text/html");
        Assert.Equal("""<script type="text/javascript">globalThis["data"] = JSON.parse("[{\u0022X\u0022:1,\u0022Label\u0022:\u0022\u003C/script\u003E\u0022}]");</script>""", html[0]);
        Assert.Contains("draw(data);", html[1]);
    }

    [Fact]
    public async Task Share_OverTheValueStore_KeepsTextsAndObjects()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var list = new List<int> { 1 }; var text = \"a\";\n#!value\n#!share list --from csharp\n#!share text --from csharp\n");

        await notebook.Run("#!share list --from value --as back\n#!share text --from value --as word\n$\"{object.ReferenceEquals(list, back)} {word}\"");

        Assert.Equal("True a", notebook.Plain);
    }
}
