// Furniture: each function draws one product on a 400 x 400 sheet whose floor is at y = 300.
import { dark, light } from '../palette.mjs';

const plant = (p, x, y) => p.repeat(7, (i) => p.path(`M${x} ${y}q${(i - 3) * 26 - 10} -50 ${(i - 3) * 24} ${-90 + Math.abs(i - 3) * 16}q${10 - i * 2} 50 ${-(i - 3) * 24} ${90 - Math.abs(i - 3) * 16}`, ['#5f7f4c', '#7d9c5c', '#496b45'][i % 3]));

export const drawings = {
  'croft-stool': (p) => [
    p.shadow(200, 340, 112), p.path('M196 168h18l6 154h-16z', p.lo),
    p.path('M126 164l24 4-34 172h-18z', p.across(p.hi, p.base)), p.path('M274 164l-24 4 34 172h18z', p.across(p.base, p.lo)), p.line('M124 268h152', p.lo, 9),
    p.path('M84 138q0-20 116-20t116 20v14q-8 24-116 24T84 152z', p.across(p.base, p.lo)), p.oval(200, 138, 116, 24, p.hi), p.oval(200, 140, 88, 15, p.base, { opacity: 0.55 }),
    p.repeat(3, (i) => p.oval([136, 264, 206][i], [140, 140, 126][i], 7, 3, p.deep)), p.line('M112 132q60-12 150-4', p.lo, 2, { opacity: 0.4 }),
  ],
  'lichen-side-table': (p) => [
    p.shadow(200, 340, 104), p.path('M140 176L262 338h18L164 176zM260 176L138 338h-18L236 176z', p.across(p.base, p.lo)),
    p.oval(200, 172, 128, 24, p.deep), p.oval(200, 162, 128, 24, p.hi), p.line('M104 160q90-14 196-2M120 170q80-10 160 2', p.lo, 2, { opacity: 0.35 }),
    p.path('M150 108h44l-5 48q-17 8-34 0z', p.across('#e8dfcf', '#b9ab95')), p.repeat(5, (i) => p.path(`M172 110q${(i - 2) * 20} -36 ${(i - 2) * 17} -62q${-(i - 2) * 2} 30 ${-(i - 2) * 17} 62`, i % 2 ? '#7d9c5c' : '#5f7f4c')),
    p.box(222, 144, 66, 10, 2, '#8b4b3a'), p.box(228, 134, 58, 10, 2, '#d9c3a0'),
  ],
  'longbarn-bench': (p) => [
    p.shadow(200, 328, 170), p.path('M86 214h22l-14 112H72zM108 214h18l22 112h-20zM274 214h18l-20 112h-20zM292 214h22l14 112h-22z', p.across('#c99f68', '#94703f')), p.box(92, 262, 216, 13, 4, '#a67f4b'),
    p.path('M34 194h332v12q0 10-10 10H44q-10 0-10-10z', p.down('#c99f68', '#9a7443')), p.path('M48 180h304l14 15H34z', '#e6c793'), p.line('M80 187h120M230 190h86', '#b58a55', 2, { opacity: 0.6 }),
    p.path('M206 178q-6-18 22-22h74q26 4 20 22z', p.across('#b8bfc2', '#8d979c')), p.line('M216 170h96', '#fff', 3, { opacity: 0.4 }), p.box(84, 158, 76, 11, 2, '#34465e'), p.box(90, 169, 74, 11, 2, '#c2714f'),
  ],
  'rung-ladder-shelf': (p) => [
    p.shadow(200, 352, 116), p.line('M136 350L164 30', p.base, 12), p.line('M264 350L236 30', p.lo, 12),
    p.repeat(5, (i) => { const y = 78 + i * 60; const w = 50 + i * 15; return p.path(`M${200 - w} ${y}h${2 * w}v10h${-2 * w}z`, p.down(p.hi, p.lo)); }),
    p.box(172, 46, 10, 32, 1, '#b2502f'), p.box(183, 42, 11, 36, 1, '#34465e'), p.box(195, 50, 9, 28, 1, '#d79b35'), p.path('M216 56h20l-3 22h-14z', '#e3d3b6'),
    p.disc(160, 122, 15, p.round('#e3d3b6', '#a98f68')), p.box(200, 108, 46, 9, 1, '#74804f'), p.box(196, 117, 52, 10, 1, '#c2714f'), p.box(150, 160, 10, 37, 1, '#9db08f'), p.box(161, 164, 13, 33, 1, '#6b3f57'), p.box(175, 158, 10, 39, 1, '#d9c3a0'),
    p.path('M222 168h34l-5 30h-24z', '#c2714f'), p.repeat(5, (i) => p.path(`M239 170q${(i - 2) * 16} -14 ${(i - 2) * 15} -30q${-(i - 2) * 3} 22 ${-(i - 2) * 15} 30`, '#5f7f4c')), p.path('M140 226h58l-6 31h-46z', p.across('#cfa77c', '#9d7347')), p.box(222, 234, 56, 23, 3, '#47617a'), p.box(132, 290, 50, 27, 3, '#e3d3b6'), p.box(206, 282, 66, 35, 4, '#8d7448'),
  ],
  'hollin-lounge-chair': (p) => [
    p.shadow(204, 340, 136), p.line('M108 196l-8 144M300 196l12 144', '#b58a55', 13), p.line('M92 214h56M258 214h56', '#d3a870', 15), p.line('M112 292h186', '#9a7443', 11),
    p.path('M128 90q4-26 34-28h82q28 2 30 28l12 152H114z', p.body()), p.path('M150 70h106q6 70 14 160H132q6-90 18-160', p.hi, { opacity: 0.5 }), p.line('M202 76v150M166 90q-10 60-14 130M240 90q8 60 10 130', p.deep, 2, { opacity: 0.28 }),
    p.path('M104 238q4-18 22-18h154q18 0 20 18l2 30q-2 16-18 16H120q-16 0-18-16z', p.body()), p.line('M112 250q90 14 180 0', p.deep, 3, { opacity: 0.3 }), p.line('M92 214h56M258 214h56', '#d3a870', 13),
  ],
  'gather-peg-rail': (p) => [
    p.box(30, 128, 340, 46, 8, p.down(p.hi, p.base, p.lo)), p.line('M44 144h140M200 158h150', p.deep, 2, { opacity: 0.25 }),
    p.path('M250 168q26-14 52 0q30 60 22 142q-48 16-94 0q-8-80 20-142', p.across('#7d8a5a', '#596540')), p.line('M276 168v132', '#4a5536', 3, { opacity: 0.5 }), p.path('M262 160q14 20 28 0', '#4a5536'),
    p.line('M132 160q-20 40-22 66M136 160q22 40 24 66', '#a8814e', 5), p.path('M96 222h80l-12 70q-28 12-56 0z', p.across('#dcb987', '#a8814e')), p.repeat(4, (i) => p.line(`M${99 + i * 2.6} ${236 + i * 16}q38 8 ${74 - i * 5.2} 0`, '#8a6534', 3, { opacity: 0.55 })),
    p.repeat(5, (i) => p.oval(68 + i * 66, 158, 9, 6, p.deep) + p.path(`M${62 + i * 66} 152q-4-12 6-14q12 2 8 14l-2 8h-10z`, p.hi)), p.disc(68, 146, 3, p.lo), p.shadow(200, 356, 140),
  ],
  'moonrise-mirror': (p) => [
    p.disc(200, 176, 132, p.across('#e0bd88', '#a47c49')), p.disc(208, 168, 120, p.across('#f4fafa', '#cfe0e2', '#b3c9ce')), p.path('M120 210q70-30 140-130q40 30 48 60q-60 110-120 142q-50-20-68-72', '#fff', { opacity: 0.34 }),
    p.path('M74 214a132 132 0 0 0 252 0q-50 74-126 74T74 214', p.across('#d9b27a', '#94703f')), p.line('M104 262q44 46 104 44', '#f0d6a8', 3, { opacity: 0.7 }),
    p.path('M228 250h26l-4 32h-18z', '#c2714f'), p.repeat(5, (i) => p.path(`M241 252q${(i - 2) * 18} -22 ${(i - 2) * 16} -44q${-(i - 2) * 3} 26 ${-(i - 2) * 16} 44`, i % 2 ? '#7d9c5c' : '#5f7f4c')), p.shadow(200, 356, 110),
  ],
  'copse-plant-stand': (p) => [
    p.shadow(200, 344, 104), plant(p, 200, 154), p.path('M138 146h124l-12 86q-50 14-100 0z', p.across('#e8dfcf', '#cabfae', '#a0917b')), p.oval(200, 146, 62, 12, '#f4eee2'), p.oval(200, 147, 52, 8, '#5b4636'), plant(p, 200, 150),
    p.path('M118 190h20l6 152h-20zM262 190h20l-6 152h-20z', p.across('#e6cd9f', '#b3935e')), p.path('M192 232h16v110h-16z', '#a5854f'), p.box(112, 238, 176, 18, 5, p.down('#edd6aa', '#b3935e')), p.line('M128 247h70', dark('#dcc49c', 0.2), 2, { opacity: 0.4 }), p.oval(160, 190, 8, 26, light('#e8dfcf', 0.5), { opacity: 0.5 }),
  ],
};
