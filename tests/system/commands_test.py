"""The commands besides run: what a new user types on the first day."""
import json
import unittest

import netCDF4
import numpy
from program import SOURCE, ProgramTest


class Commands(ProgramTest):
    def say(self, *arguments):
        done = self.entail(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_version_names_every_library(self):
        text = self.say("--version")
        for name in ("entail", "MPI", "PETSc", "Kokkos", "NetCDF-C", "GDAL", "PROJ", "Eigen", "CLI11"):
            self.assertIn(name, text)

    def test_an_unknown_command_is_answered_with_the_nearest(self):
        done = self.entail("rnu", "deck.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertIn('did you mean "run"', done.stderr)

    def test_the_committed_schema_is_current(self):
        self.assertEqual(self.say("schema"), (SOURCE / "docs" / "deck.schema.json").read_text())

    def test_the_schema_is_a_json_schema_that_knows_every_part(self):
        schema = json.loads(self.say("schema"))
        for key in ("period", "terrain", "box", "ground", "surface", "weather", "facilities", "receptors"):
            self.assertIn(key, schema["properties"])

    def test_the_user_guide_lists_every_key(self):
        self.assertIn(self.say("schema", "--markdown").strip(), (SOURCE / "docs" / "user-guide.md").read_text())

    def test_explain_tells_a_key_and_suggests_for_a_wrong_one(self):
        self.assertIn("porosity", self.say("explain", "ground.soils.porosity"))
        done = self.entail("explain", "porosty")
        self.assertEqual(done.returncode, 2)
        self.assertIn("porosity", done.stderr)

    def test_the_template_is_a_deck_that_checks(self):
        self.write("deck.yaml", self.say("template"))
        self.assertIn("is right", self.say("check", "deck.yaml"))

    def test_check_counts_and_estimates_memory(self):
        text = self.say("check", self.deck())
        self.assertIn("198 columns, 6 layers", text)
        self.assertIn("of memory", text)

    def test_every_scenario_checks(self):
        decks = sorted((SOURCE / "scenarios").rglob("*.yaml"))
        self.assertGreater(len(decks), 2)
        for deck in decks:
            with self.subTest(deck=deck):
                self.assertIn("is right", self.say("check", deck))

    def test_a_run_from_a_mesh_file_is_the_run_from_the_terrain(self):
        self.say("mesh", self.deck(), "-o", "mesh.nc")
        self.say("run", "deck.yaml", "-o", "terrain")
        terrain = self.deck_text[self.deck_text.index("terrain:"):self.deck_text.index("ground:")]
        self.write("from_mesh.yaml", self.deck_text.replace(terrain, "mesh: {file: mesh.nc}\n"))
        self.say("run", "from_mesh.yaml", "-o", "mesh")
        first, = (self.folder / "terrain").glob("*_3d.nc")
        second, = (self.folder / "mesh").glob("*_3d.nc")
        with netCDF4.Dataset(first) as a, netCDF4.Dataset(second) as b:
            numpy.testing.assert_allclose(a["head"][:], b["head"][:], rtol=1e-9)
            numpy.testing.assert_allclose(a["sulfate"][:], b["sulfate"][:], atol=1e-6)


if __name__ == "__main__":
    unittest.main()
