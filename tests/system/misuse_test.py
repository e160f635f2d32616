"""Bad input ends with its exit code and one message that says what to mend, and leaves nothing that looks complete."""
import os
import shutil
import signal
import subprocess
import time
import unittest

from program import PROGRAM, SCENARIO, ProgramTest

USAGE, DATA = 2, 3


class RefusalTest(ProgramTest):
    def refuse(self, code, message, *arguments, **options):
        done = self.entail("run", *arguments, **options)
        said = done.stderr
        self.assertEqual(done.returncode, code, said)
        self.assertIn(message, said)
        self.assertEqual(said.count(message), 1, "said once")
        self.assertEqual(self.results(), [])
        return said


class Decks(RefusalTest):
    def test_no_such_deck(self):
        self.refuse(USAGE, "there is no file nowhere.yaml", "nowhere.yaml")

    def test_a_directory(self):
        self.refuse(USAGE, "is a directory", self.folder)

    def test_not_yaml(self):
        self.write("deck.yaml", "title: [one\nperiod: }")
        self.refuse(USAGE, "deck.yaml:2:", "deck.yaml")

    def test_not_text(self):
        (self.folder / "deck.yaml").write_bytes(os.urandom(400))
        self.refuse(USAGE, "no text file", "deck.yaml")

    def test_an_empty_deck(self):
        self.write("deck.yaml", "")
        self.refuse(USAGE, "deck.yaml", "deck.yaml")

    def test_an_unknown_key_with_the_line_and_a_suggestion(self):
        said = self.refuse(USAGE, 'did you mean "porosity"', self.deck(("porosity: 0.1,", "porosty: 0.1,")))
        self.assertIn("^", said)

    def test_all_errors_at_once(self):
        said = self.refuse(USAGE, "must be above 0", self.deck(("porosity: 0.1,", "porosity: -0.1,"),
                                                               ("cell_size: 300 m", "cell_size: 300 kg")))
        self.assertIn("cell_size", said)

    def test_negative_porosity_names_key_value_and_range(self):
        said = self.refuse(USAGE, "ground.soils.rock.porosity: is -0.1", self.deck(("porosity: 0.1,", "porosity: -0.1,")))
        self.assertIn("above 0 and at most 1", said)

    def test_an_onset_without_the_outflow_it_waits_for(self):
        check = "{name: a, quantity: onset, boundary: outlet, reference: 1 h, tolerance: 1 h}"
        said = f"reference: {{source: none, checks: [{check}]}}\noutput:"
        self.refuse(USAGE, "onset needs the outflow that is exceeded: threshold:", self.deck(("output:", said)))

    def test_the_same_on_two_ranks(self):
        self.refuse(USAGE, "ground.soils.rock.porosity", self.deck(("porosity: 0.1,", "porosity: -0.1,")), ranks=2)

    def test_a_formula_with_a_colon_is_hinted_at(self):
        self.write("deck.yaml", "box: {size: [1 m, 1 m], cells: [1, 1], top: x < 1 ? 2 : 3}")
        self.refuse(USAGE, "quotes", "deck.yaml")


class Inputs(RefusalTest):
    def test_an_empty_dem(self):
        self.write("dem.tif", "")
        self.refuse(DATA, "dem.tif is empty", self.deck((str(SCENARIO / "dem.tif"), "dem.tif")))

    def ascii_dem(self, value):
        rows = "\n".join(" ".join(str(value(i, j)) for i in range(70)) for j in range(70))
        return self.write("dem.asc", "ncols 70\nnrows 70\nxllcorner 748000\nyllcorner 4001000\ncellsize 150\n"
                          f"NODATA_value -9999\n{rows}\n")

    def test_a_dem_without_reference_system(self):
        self.ascii_dem(lambda i, j: 300 + i + j)
        self.refuse(DATA, "no coordinate reference system", self.deck((str(SCENARIO / "dem.tif"), "dem.asc")))

    def test_no_data_at_the_outlet(self):
        said = self.refuse(DATA, "no data at the outlet", self.deck(("[753345, 4008555]", "[753345, 4005000]")))
        self.assertIn("terrain.outlet", said)

    def test_an_outlet_off_the_drainage_names_the_nearest_stream(self):
        said = self.refuse(DATA, "off the drainage", self.deck(("[753345, 4008555]", "[750800, 4009050]"),
                                                               ("cell_size: 300 m", "cell_size: 90 m\n  snap: 50 m")))
        self.assertIn("nearest stream passes", said)

    def test_a_missing_day_of_weather(self):
        text = (SCENARIO / "weather.csv").read_text().splitlines()
        self.write("weather.csv", "\n".join(line for line in text if not line.startswith("2025-03-07")) + "\n")
        self.refuse(DATA, "2025-03-07 is missing", self.deck((str(SCENARIO / "weather.csv"), "weather.csv")))

    def test_weather_that_ends_early(self):
        text = (SCENARIO / "weather.csv").read_text().splitlines()
        self.write("weather.csv", "\n".join(text[:80]) + "\n")
        self.refuse(DATA, "weather.csv", self.deck((str(SCENARIO / "weather.csv"), "weather.csv")))

    def test_a_receptor_outside(self):
        text = (SCENARIO / "receptors.geojson").read_text()
        self.write("receptors.geojson", text.replace("753120, 4007420", "763120, 4007420"))
        self.refuse(DATA, "well_briceville: 763120, 4007420 lies outside",
                    self.deck((str(SCENARIO / "receptors.geojson"), "receptors.geojson")))

    def test_missing_files_are_all_named(self):
        said = self.refuse(DATA, "weather.file: there is no file", self.deck((str(SCENARIO / "weather.csv"), "no_weather.csv"),
                                                             (str(SCENARIO / "sites.geojson"), "no_sites.geojson")))
        self.assertIn("no_sites.geojson", said)


class Disks(ProgramTest):
    def mount(self, options):
        """A file system of memory at self.folder/disk; skips where that is not allowed."""
        disk = self.folder / "disk"
        disk.mkdir()
        if shutil.which("mount") is None or subprocess.run(
                ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], capture_output=True,
                check=False).returncode != 0:
            self.skipTest("cannot mount a small file system here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(disk)], check=True)
        return disk

    def test_no_permission_to_write(self):
        disk = self.mount("ro,size=1m")
        done = self.entail("run", self.deck(), "-o", disk / "out")
        self.assertEqual(done.returncode, DATA, done.stderr)
        self.assertIn("cannot make the folder", done.stderr)

    def test_a_disk_that_is_full_from_the_start(self):
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                disk = self.mount("size=200k") if ranks == 1 else self.folder / "disk"
                done = self.entail("run", self.deck(), "-o", disk / "out", ranks=ranks)
                self.assertEqual(done.returncode, DATA, done.stderr)
                self.assertIn("no room on the disk", done.stderr)
                self.assertEqual(self.results(), [])

    def test_a_disk_that_fills_up(self):
        disk = self.mount("size=1300k")
        deck = self.deck(("every: 14 d", "every: 6 h"))
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                done = self.entail("run", deck, "-o", disk / "out", ranks=ranks)
                self.assertEqual(done.returncode, DATA, done.stderr)
                self.assertIn("no room on the disk", done.stderr)
                self.assertEqual(self.results(), [])
                self.assertTrue(list(disk.rglob("*_map.incomplete.nc")), "what was written is kept")


class Ranks(ProgramTest):
    def test_a_killed_rank_ends_the_others_and_leaves_nothing_that_looks_complete(self):
        deck = self.deck(("end: 2025-04-12", "end: 2027-12-01"))
        run = subprocess.Popen(["mpirun", "-n", "2", "--oversubscribe", PROGRAM, "run", str(deck), "-o", "out"],
                               cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while not list(self.folder.rglob("*_map.incomplete.nc")) and time.monotonic() < deadline:
                time.sleep(0.1)
            ranks = subprocess.run(["pgrep", "-P", str(run.pid)], capture_output=True, text=True,
                                   check=True).stdout.split()
            self.assertEqual(len(ranks), 2)
            os.kill(int(ranks[-1]), signal.SIGKILL)
            self.assertNotEqual(run.wait(timeout=60), 0)
        finally:
            run.kill()
        self.assertEqual(self.results(), [])
        self.assertTrue(list(self.folder.rglob("*_map.incomplete.nc")))
        for rank in ranks:
            state = subprocess.run(["ps", "-o", "stat=", "-p", rank], capture_output=True, text=True, check=False).stdout
            self.assertIn(state[:1], ("", "Z"), "no rank lives on")


class Responses(RefusalTest):
    def respond(self, keys, *replacements):
        return self.deck(("output:", f"responses: {keys}\noutput:"), *replacements)

    def test_a_window_outside_the_period(self):
        self.refuse(USAGE, "responses.start: is 2030-01-01 but the period goes from 2025-03-01 to 2025-04-12",
                    self.respond("{start: 2030-01-01}"))

    def test_a_window_that_ends_before_it_starts(self):
        self.refuse(USAGE, "leaves no window: from 2025-04-01 to 2025-03-15",
                    self.respond("{start: 2025-04-01, end: 2025-03-15}"))

    def test_a_horizon_shorter_than_a_step(self):
        self.refuse(USAGE, "responses.horizon: is 86400 s but must be at least one step, 2592000 s",
                    self.respond("{horizon: 1 d, step: 30 d}"))

    def test_more_steps_than_anybody_stores(self):
        self.refuse(USAGE, "makes 3652422 steps to the horizon; at most 5000",
                    self.respond("{horizon: 10000 yr, step: 1 d, growth: 1}"))

    def test_steps_that_shrink(self):
        self.refuse(USAGE, "responses.growth: is 0.5", self.respond("{growth: 0.5}"))

    def test_no_receptors(self):
        self.refuse(USAGE, "responses: needs receptors",
                    self.respond("{}", (f"receptors: {{file: {SCENARIO / 'receptors.geojson'}}}\n", "")))

    def test_no_contaminants(self):
        self.refuse(USAGE, "responses: needs contaminants",
                    self.respond("{}", ("contaminants:\n  - {name: sulfate, limit: 250 mg/L, source: US EPA secondary standard}\n", ""),
                                 (", concentrations: {sulfate: 2000 mg/L}", "")))

    def test_releases_into_water_that_is_not_there(self):
        self.refuse(USAGE, "responses.into: is surface, but without surface",
                    self.respond("{into: surface}", ("surface: {manning: 0.08}\n", "")))

    def test_sorption_without_a_slope(self):
        self.refuse(USAGE, "give background, or kd instead",
                    self.respond("{}", ("name: sulfate,", "name: sulfate, freundlich: {coefficient: 0.3, exponent: 0.7, "
                                                          "concentration_unit: mg/L, sorbed_unit: mg/kg},")))

    def test_nothing_to_respond_to(self):
        done = self.entail("respond", self.deck())
        self.assertEqual(done.returncode, USAGE, done.stderr)
        self.assertIn("has no `responses`", done.stderr)


class PetscOptions(ProgramTest):
    DECK = """title: strip
period: {length: 1 h}
box: {size: [100 m, 10 m], cells: [10, 1], top: 10 m}
ground: {layers: [{thickness: 10 m, soil: sand}], soils: {sand: {law: confined, conductivity: 1 m/d}}}
boundaries: [{where: west, head: 10 m}]
initial: {head: 9 m}
solver: {petsc: -flow_ksp_type gmres -flow_ksp_view}
"""

    def run_with(self, options):
        self.write("strip.yaml", self.DECK)
        return self.entail("run", "strip.yaml", "-o", "out", "--petsc", options)

    def test_the_command_line_wins_over_the_deck(self):
        done = self.run_with("-flow_ksp_type bcgs")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("type: bcgs", done.stdout)
        self.assertNotIn("had no effect", done.stderr)

    def test_an_option_that_is_misspelt_is_a_warning(self):
        done = self.run_with("-flow_ksp_tpye bcgs")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the PETSc option -flow_ksp_tpye had no effect", done.stderr)

    def test_a_type_that_petsc_does_not_know(self):
        done = self.run_with("-flow_ksp_type nonsense")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("PETSc does not know what its options ask for", done.stderr)


if __name__ == "__main__":
    unittest.main()
