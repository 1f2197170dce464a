#!/usr/bin/env python3
"""The check of the links sees those that lead nowhere."""

import tempfile
import unittest
from pathlib import Path

from links import lost

PAGE = """# One `word` of it

[a](b.md) [b](b.md#there) [c](#one-word-of-it) [d](https://example.org/x.md) [e](x.md) [f](b.md#nowhere) [g](#here)

```
[h](code.md)
# here
```
"""


class Links(unittest.TestCase):
    def test_what_leads_nowhere(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "a.md"
            page.write_text(PAGE)
            (Path(folder) / "b.md").write_text("## There\n")
            self.assertEqual([line.split(": ")[1] for line in lost(page)],
                             ["nothing is at x.md", "b.md has no heading #nowhere", "a.md has no heading #here"])


if __name__ == "__main__":
    unittest.main()
