// Inside this namespace the plain name would be the namespace's.
global using LanguageKernel = Microsoft.DotNet.Interactive.Kernel;
