using Atelier.Packaging;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>The packages of a folder, by name alone: no path leads out of it.</summary>
internal sealed class PackageShelf(string folder)
{
    /// <summary>Reads a package.</summary>
    /// <param name="name">The name of its folder, or of its .zip file without the ending.</param>
    /// <exception cref="RequestException">400: it is no name; 404: there is no such package.</exception>
    /// <exception cref="InvalidDataException">The package is damaged.</exception>
    public ModelPackage Load(string name)
    {
        try
        {
            ServedModel.EnsureSegment(name, nameof(name));
        }
        catch (ArgumentException)
        {
            throw new RequestException(
                StatusCodes.Status400BadRequest,
                $"`{name}` is no name of a package; expected at most 64 letters, digits, '.', '_' and '-', the first a letter or digit.");
        }

        var path = Path.Combine(folder, name);
        path = Directory.Exists(path) ? path : $"{path}.zip";
        return Path.Exists(path)
            ? ModelPackage.Load(path)
            : throw new RequestException(StatusCodes.Status404NotFound, $"There is no package `{name}` on this server; put its folder or .zip file where the server looks.");
    }
}
