using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>Connection files as front ends write them, and others.</summary>
public sealed class ConnectionFileTests
{
    private const string Good = """
        {"shell_port": 57503, "iopub_port": 40885, "stdin_port": 52597, "control_port": 50160, "hb_port": 42540, "ip": "127.0.0.1",
         "key": "a0436f6c-1916-498b-8eb9-e81ab9368e84", "transport": "tcp", "signature_scheme": "hmac-sha256", "kernel_name": "atelier-csharp"}
        """;

    [Fact]
    public void Load_File_HasItsFields()
    {
        using var folder = new TemporaryFolder();

        var connection = ConnectionFile.Load(folder.Write("kernel.json", Good));

        Assert.Equal((57503, 40885, 52597, 50160, 42540), (connection.ShellPort, connection.IoPubPort, connection.StdinPort, connection.ControlPort, connection.HeartbeatPort));
        Assert.Equal(("127.0.0.1", "a0436f6c-1916-498b-8eb9-e81ab9368e84"), (connection.Ip, connection.Key));
    }

    [Fact]
    public void Load_NoAddress_IsLoopback()
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Good)!.AsObject();
        json.Remove("ip");

        Assert.Equal("127.0.0.1", ConnectionFile.Load(folder.Write("kernel.json", json.ToJsonString())).Ip);
    }

    [Fact]
    public void Load_NoFile_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("atelier kernel install", Assert.Throws<FileNotFoundException>(() => ConnectionFile.Load(folder["none.json"])).Message);
    }

    [Theory]
    [InlineData("transport", "\"ipc\"", "asks for the transport 'ipc'; expected 'tcp'")]
    [InlineData("signature_scheme", "\"hmac-md5\"", "'hmac-md5'; expected 'hmac-sha256'")]
    [InlineData("hb_port", "0", "no port number in `hb_port`")]
    [InlineData("shell_port", "\"many\"", "no port number in `shell_port`")]
    public void Load_WrongField_IsNamed(string field, string value, string message)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Good)!.AsObject();
        json[field] = JsonNode.Parse(value);
        var path = folder.Write("kernel.json", json.ToJsonString());

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ConnectionFile.Load(path)).Message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public void Load_NoJsonObject_IsRefused(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("kernel.json", text);

        Assert.Contains("is no connection file", Assert.Throws<InvalidDataException>(() => ConnectionFile.Load(path)).Message);
    }
}
