"""Every link between the documents leads somewhere: files and headings exist."""
import os
import pathlib
import re
import unittest

SOURCE = pathlib.Path(os.environ["ENTAIL_SOURCE"])


def documents():
    return [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md")), *sorted((SOURCE / "scenarios").rglob("*.md"))]


def prose(path):
    """The text without code blocks."""
    text = path.read_text(encoding="utf-8")
    return "\n".join(line for line in re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S).splitlines()
                     if not line.startswith("    "))


def anchors(path):
    """Headings as GitHub turns them into anchors."""
    headings = re.findall(r"^#+ +(.*)$", prose(path), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Links(unittest.TestCase):
    def test_every_link_leads_somewhere(self):
        count = 0
        for path in documents():
            for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
                if target.startswith("http"):
                    continue
                count += 1
                name, _, anchor = target.partition("#")
                file = (path.parent / name).resolve() if name else path
                with self.subTest(document=path.name, link=target):
                    self.assertTrue(file.exists(), "there is no such file")
                    if anchor and file.suffix == ".md":
                        self.assertIn(anchor, anchors(file))
        self.assertGreater(count, 50)


if __name__ == "__main__":
    unittest.main()
