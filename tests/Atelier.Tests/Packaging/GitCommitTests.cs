using System.Diagnostics;
using Atelier.Packaging;

namespace Atelier.Tests.Packaging;

public sealed class GitCommitTests : IDisposable
{
    private const string Hash = "0123456789abcdef0123456789abcdef01234567";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_BranchAsAFile_FromAFolderInside()
    {
        _folder.Write(".git/HEAD", "ref: refs/heads/main\n");
        _folder.Write(".git/refs/heads/main", Hash + "\n");
        Directory.CreateDirectory(_folder["sdk", "deep"]);

        Assert.Equal(Hash, GitCommit.Find(_folder["sdk", "deep"]));
    }

    [Fact]
    public void Find_BranchAmongPackedOnes()
    {
        _folder.Write(".git/HEAD", "ref: refs/heads/a/b\n");
        _folder.Write(".git/packed-refs", $"# pack-refs with: peeled fully-peeled sorted \n{new string('1', 40)} refs/heads/a\n{Hash} refs/heads/a/b\n^{new string('2', 40)}\n");

        Assert.Equal(Hash, GitCommit.Find(_folder.Path));
    }

    [Fact]
    public void Find_DetachedHead()
    {
        _folder.Write(".git/HEAD", Hash + "\n");

        Assert.Equal(Hash, GitCommit.Find(_folder.Path));
    }

    [Fact]
    public void Find_Worktree_LooksIntoTheSharedRepository()
    {
        _folder.Write("tree/.git", $"gitdir: {_folder["main", ".git", "worktrees", "tree"]}\n");
        _folder.Write("main/.git/worktrees/tree/HEAD", "ref: refs/heads/topic\n");
        _folder.Write("main/.git/worktrees/tree/commondir", "../..\n");
        _folder.Write("main/.git/refs/heads/topic", Hash + "\n");

        Assert.Equal(Hash, GitCommit.Find(_folder["tree"]));
    }

    [Theory]
    [InlineData("ref: refs/heads/main\n")]
    [InlineData("ref: refs/../../../secret\n")]
    [InlineData("ref: HEAD\n")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void Find_NoCommit_IsNull(string head)
    {
        _folder.Write(".git/HEAD", head);
        _folder.Write("secret", Hash);

        Assert.Null(GitCommit.Find(_folder.Path));
    }

    [Fact]
    public async Task Find_InThisCheckout_IsWhatGitSays()
    {
        Assert.SkipUnless(Path.Exists(Checkout.PathOf(".git")) && File.Exists("/usr/bin/git"), "There is no Git here, or no repository.");
        using var git = Process.Start(new ProcessStartInfo("/usr/bin/git", ["rev-parse", "HEAD"])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = (await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(git.ExitCode == 0, "Git does not read this repository.");

        Assert.Equal(said, GitCommit.Find(Checkout.PathOf("sdk", "Atelier")));
    }

    [Fact]
    public void Find_LinksInACircle_IsNull()
    {
        _folder.Write(".git/HEAD", "ref: refs/heads/a\n");
        _folder.Write(".git/refs/heads/a", "ref: refs/heads/a\n");

        Assert.Null(GitCommit.Find(_folder.Path));
    }
}
