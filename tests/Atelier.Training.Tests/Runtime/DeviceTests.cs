using TorchSharp;

namespace Atelier.Training.Tests;

public sealed class DeviceTests
{
    [Fact]
    public void Available_Always_EndsWithTheCpu()
    {
        var devices = Device.Available;

        Assert.Equal(DeviceType.CPU, devices[^1].type);
        Assert.Equal(devices[0].type, Device.Best.type);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData(" CPU ")]
    [InlineData("cpu:0")]
    public void Get_Cpu_IsFound(string name) => Assert.Equal(DeviceType.CPU, Device.Get(name).type);

    [Theory]
    [InlineData("cuda:99")]
    [InlineData("tpu")]
    public void Get_DeviceThatIsNotThere_SaysWhichAre(string name)
    {
        var exception = Assert.Throws<ArgumentException>(() => Device.Get(name));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains("available are: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("cpu", exception.Message, StringComparison.Ordinal);
    }
}
