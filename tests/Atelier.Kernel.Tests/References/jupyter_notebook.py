"""Writes jupyter_notebook.ipynb with Jupyter's own writer: the file that a C# reader and writer must give back byte for byte.

Run with nbformat 5 installed: python3 jupyter_notebook.py
"""

import json
import pathlib

import nbformat

notebook = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {
        "kernelspec": {"display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp"},
        "language_info": {"name": "polyglot-notebook"},
        "polyglot_notebook": {"kernelInfo": {"defaultKernelName": "csharp", "items": [{"aliases": [], "name": "csharp"}]}},
        "a tool's own": {"nested": [1, 2.50, 1e-7, -0.0, True, None, {}, []], "big": 12345678901234567890},
    },
    "cells": [
        {
            "cell_type": "markdown",
            "id": "intro",
            "metadata": {"editable": False},
            "source": "# Ünïcode 😀 \u2028 \u00a0 \ufeff \u007f <b>&amp;</b>\n![x](attachment:dot.png)",
            "attachments": {"dot.png": {"image/png": "iVBORw0KGgo="}},
        },
        {
            "cell_type": "code",
            "id": "b7c1_x-Y",
            "metadata": {"tags": ["parameters", "raises-exception"], "dotnet_interactive": {"language": "fsharp"}},
            "source": 'let path = "C:\\\\tmp\\t"\n\npath',
            "execution_count": 3,
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "one\ntwo \x1b[31mred\x1b[0m\r\n\x08\x0c"},
                {
                    "output_type": "execute_result",
                    "execution_count": 3,
                    "metadata": {"needs_background": "light"},
                    "data": {
                        "text/plain": "C:\\tmp",
                        "text/html": "<p>1</p>\n<p>2</p>",
                        "image/png": "iVBORw0KGgo=",
                        "application/vnd.plotly.v1+json": {"data": [{"x": [1, 2], "y": [0.1, 1e300]}], "layout": {}},
                    },
                },
                {"output_type": "error", "ename": "System.Exception", "evalue": "no", "traceback": ["no", "  line 1"]},
            ],
        },
        {"cell_type": "raw", "id": "raw", "metadata": {"format": "text/latex"}, "source": ""},
    ],
}

here = pathlib.Path(__file__)
nbformat.validate(json.loads(json.dumps(notebook)))
nbformat.write(nbformat.from_dict(notebook), here.with_suffix(".ipynb"))
