using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Atelier.Tool;

/// <summary><c>atelier serve PACKAGE... | --registry PLACE [--model NAME[:ALIAS,...]]</c>.</summary>
/// <remarks>The SDK is loaded only when it runs: no other command is to start later because of it.</remarks>
internal sealed class ServeCommand : Command
{
    private const int LargestPort = 65535;
    private const double LongestDrain = 3600;
    private const int LongestBatchDelay = 10_000;

    private const string Text = """
        Serves models over HTTP, and gRPC where asked to, by the Open Inference Protocol v2, until Ctrl+C or SIGTERM, which lets running requests finish.
        Exit codes: 0 stopped as asked; 2 wrong usage, a package or registry that is missing or damaged, or a port that is taken.
        """;

    private const string RegistryText = """
        Serves models of a registry, and follows its aliases: one in a folder, or one in PostgreSQL at postgresql://USER@HOST:PORT/DATABASE,
        which takes --blobs, too. The password is read from PGPASSWORD or ~/.pgpass, never from the command line.
        """;

    private const string ModelText = """
        A model of the registry with the aliases or versions to serve, such as digits or digits:champion,challenger; may be repeated. The
        first answers requests that name no version. Default: the champion of each model that has one.
        """;

    private readonly Argument<string[]> _packages = new("PACKAGE") { Description = "Folders or .zip files of packages, each served as version 1.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _registry = new("--registry") { Description = RegistryText, HelpName = "PLACE" };
    private readonly Option<string?> _blobs = new("--blobs")
    {
        Description = "The folder with the packages of a registry in PostgreSQL.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _schema = new("--schema")
    {
        Description = "The schema of a registry in PostgreSQL. Default: atelier.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _models = new("--model") { Description = ModelText, HelpName = "NAME[:ALIAS,...]" };
    private readonly Option<IPAddress> _address = new("--address")
    {
        Description = "The address to listen on; 0.0.0.0 opens the server to the network. Default: this machine only.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = ReadAddress,
    };

    private readonly Option<int> _port = Whole("--port", 0, LargestPort, 8000, "The port to listen on; 0 takes any free one. Default: 8000.");
    private readonly Option<int> _grpcPort = Whole("--grpc-port", 0, LargestPort, -1, "A port on which the models answer over gRPC as well; 0 takes any free one. Default: none.");
    private readonly Option<string?> _keys = new("--keys")
    {
        Description = "A file of API keys, one of which every request but those for health must carry; see `atelier keys`. It is read again when it changes.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _issuer = new("--jwt-issuer")
    {
        Description = "Who issues the JSON Web Tokens that let callers in besides keys: what `iss` must be, such as https://login.example.org/.",
        HelpName = "ISSUER",
    };

    private readonly Option<string?> _audience = new("--jwt-audience") { Description = "What `aud` of a token must be, or hold.", HelpName = "NAME" };
    private readonly Option<string?> _authority = new("--jwt-authority")
    {
        Description = "Where the issuer tells of its keys, by OpenID Connect. Default: the issuer, where it is an address.",
        HelpName = "URL",
    };

    private readonly Option<string?> _keySet = new("--jwt-key-set") { Description = "The issuer's public keys as a JSON Web Key Set, where they are not to be fetched.", HelpName = "FILE" };
    private readonly Option<string?> _modelsClaim = new("--jwt-models-claim")
    {
        Description = "The claim that names the models which a token is for. Default: a token is for all.",
        HelpName = "CLAIM",
    };

    private readonly Option<string?> _adminKeys = new("--admin-keys") { Description = "A file of keys that open the administration under /v2/repository.", HelpName = "FILE" };
    private readonly Option<string?> _shelf = new("--package-folder") { Description = "The folder whose packages administrators may load, where no registry is followed.", HelpName = "FOLDER" };
    private readonly Option<string?> _certificate = new("--cert") { Description = "The server's certificate in PEM, for TLS; it is read again when it is renewed.", HelpName = "FILE" };
    private readonly Option<string?> _certificateKey = new("--cert-key") { Description = "The certificate's private key in PEM.", HelpName = "FILE" };
    private readonly Option<string?> _log = new("--request-log")
    {
        Description = "The folder in which requests and answers are written down, within bounds; drift against the training data then stands on the status page.",
        HelpName = "FOLDER",
    };

    private readonly Option<int> _batch = Whole("--batch", 1, int.MaxValue, 1, "How many rows of waiting requests run as one batch, for models that answer row by row. Default: 1.");
    private readonly Option<int> _batchDelay = Whole("--batch-delay", 0, LongestBatchDelay, 0, "How many milliseconds a request waits for others to fill its batch. Default: 0.");
    private readonly Option<int> _concurrency = Whole("--concurrency", 1, int.MaxValue, 0, "How many requests of a model run at once. Default: the number of processors, and more of a fast model.");
    private readonly Option<int> _queue = Whole("--queue", 0, int.MaxValue, -1, "How many requests of a model wait; more are answered with 503. Default: 128.");
    private readonly Option<double> _drain = new("--drain")
    {
        Description = "How many seconds the server goes on answering when it is to stop, while it is not ready any more. Default: 1.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 1,
        CustomParser = ReadDrain,
    };

    public ServeCommand(ToolHost host)
        : base("serve", Text)
    {
        foreach (var option in new Option[]
        {
            _registry, _blobs, _schema, _models, _address, _port, _grpcPort, _keys, _issuer, _audience, _authority, _keySet, _modelsClaim,
            _adminKeys, _shelf, _certificate, _certificateKey, _log, _batch, _batchDelay, _concurrency, _queue, _drain,
        })
        {
            Add(option);
        }

        Add(_packages);
        Validators.Add(command =>
        {
            var packages = command.GetValue(_packages)?.Length > 0;
            if (packages == (command.GetValue(_registry) is not null))
                command.AddError(packages
                    ? "Packages and --registry are both given; expected one of them."
                    : "Neither a package nor --registry is given; expected what to serve, such as `atelier serve digits.zip`.");
            if (command.GetResult(_models) is not null && command.GetValue(_registry) is null)
                command.AddError("--model is given without --registry; expected the registry that has the model.");
            if (RegistrySource.WhyNot(command.GetValue(_registry), command.GetValue(_blobs), command.GetValue(_schema)) is { } reason)
                command.AddError(reason);
        });
        Validators.Add(command =>
        {
            if (command.GetValue(_certificate) is null != command.GetValue(_certificateKey) is null)
                command.AddError("One of --cert and --cert-key is given; expected both.");
            if (command.GetValue(_shelf) is not null && command.GetValue(_adminKeys) is null)
                command.AddError("--package-folder is given without --admin-keys; expected the keys of those who may load from it.");
            if (TokenOptions.WhyNot(command.GetValue(_issuer), command.GetValue(_audience), command.GetValue(_authority), command.GetValue(_keySet), command.GetValue(_modelsClaim)) is { } reason)
                command.AddError(reason);
        });
        SetAction((parsed, cancellationToken) => ServeSession.RunAsync(host, Request(parsed), cancellationToken));
    }

    /// <summary>How long a stop may take: the time to drain, and that for the last requests.</summary>
    public TimeSpan LongestStop(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_drain)) + ServeSession.LastRequests + TimeSpan.FromSeconds(5);

    private static Option<int> Whole(string name, int least, int most, int standard, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
                return value;
            result.AddError($"{name} is '{text}'; expected a whole number{(most == int.MaxValue ? $", {least} or more" : $" from {least} to {most}")}.");
            return standard;
        },
    };

    private static IPAddress ReadAddress(ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
            return address;
        result.AddError($"--address is '{result.Tokens[0].Value}'; expected an IP address, such as 127.0.0.1, 0.0.0.0 or ::.");
        return IPAddress.Loopback;
    }

    private static double ReadDrain(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestDrain)
            return seconds;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"--drain is '{text}'; expected a number of seconds from 0 to {LongestDrain}, such as 5 or 0.5."));
        return 0;
    }

    private ServeRequest Request(ParseResult parsed) => new()
    {
        Packages = parsed.GetValue(_packages) ?? [],
        Registry = parsed.GetValue(_registry),
        Blobs = parsed.GetValue(_blobs),
        Schema = parsed.GetValue(_schema),
        Models = parsed.GetValue(_models) ?? [],
        Address = parsed.GetRequiredValue(_address),
        Port = parsed.GetValue(_port),
        GrpcPort = parsed.GetResult(_grpcPort) is { Implicit: false } ? parsed.GetValue(_grpcPort) : null,
        KeyFile = parsed.GetValue(_keys),
        Tokens = parsed.GetValue(_issuer) is { } issuer
            ? new TokenOptions(issuer, parsed.GetValue(_audience)!, parsed.GetValue(_authority), parsed.GetValue(_keySet), parsed.GetValue(_modelsClaim))
            : null,
        AdminKeyFile = parsed.GetValue(_adminKeys),
        PackageFolder = parsed.GetValue(_shelf),
        Certificate = parsed.GetValue(_certificate),
        CertificateKey = parsed.GetValue(_certificateKey),
        RequestLog = parsed.GetValue(_log),
        Batch = parsed.GetValue(_batch),
        BatchDelay = TimeSpan.FromMilliseconds(parsed.GetValue(_batchDelay)),
        Concurrency = parsed.GetResult(_concurrency) is { Implicit: false } ? parsed.GetValue(_concurrency) : null,
        Queue = parsed.GetResult(_queue) is { Implicit: false } ? parsed.GetValue(_queue) : null,
        Drain = TimeSpan.FromSeconds(parsed.GetValue(_drain)),
    };
}
