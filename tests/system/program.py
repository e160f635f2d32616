"""How the system tests call entail: ENTAIL names the program, ENTAIL_SOURCE the source tree."""
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["ENTAIL"]
SOURCE = pathlib.Path(os.environ["ENTAIL_SOURCE"])
SCENARIO = SOURCE / "scenarios" / "coal_creek"
INPUTS = ("dem.tif", "weather.csv", "sites.geojson", "receptors.geojson")


class ProgramTest(unittest.TestCase):
    """Each test works in a folder of its own, with the small Coal Creek deck and its inputs at hand."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.deck_text = (SOURCE / "tests" / "decks" / "creek.yaml").read_text()
        for name in INPUTS:
            self.deck_text = self.deck_text.replace(f"../../scenarios/coal_creek/{name}", str(SCENARIO / name))

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def deck(self, *replacements):
        """Writes the small deck with (old, new) replaced, each of which must be there."""
        text = self.deck_text
        for old, new in replacements:
            self.assertIn(old, text)
            text = text.replace(old, new)
        return self.write("deck.yaml", text)

    def entail(self, *arguments, ranks=1, timeout=300, **options):
        command = [PROGRAM, *map(str, arguments)]
        if ranks > 1:
            command = ["mpirun", "-n", str(ranks), "--oversubscribe", *command]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=timeout, check=False,
                              **options)

    def results(self):
        """Files that look complete, whatever made them."""
        return [path for path in self.folder.rglob("*_*.nc") if ".incomplete." not in path.name] + [
            path for path in self.folder.rglob("*_balance.csv")]
